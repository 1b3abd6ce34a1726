import { convolve, transpose } from "./convolution";
import type { Image, Layer } from "./description";
import { addProduct } from "./products";

// Apply returns the result of a layer for those that it reads, before its activation.
export type Apply = (inputs: Float32Array[]) => Float32Array;

// Maker returns a layer of a network for images of that shape.
type Maker = (layer: Layer, weights: Float32Array[], image: Image) => Apply;

export const kinds: Record<string, Maker> = {
	dense:
		(_, [weight, bias]) =>
		([x]) =>
			dense(x, weight, bias),
	convolution:
		(layer, weights) =>
		([x]) =>
			convolve(layer, weights, x),
	"transposed convolution":
		(layer, weights) =>
		([x]) =>
			transpose(layer, weights, x),
	offset:
		(_, [bias], image) =>
		([x]) =>
			offset(x, bias, image),
	add:
		() =>
		([x, y]) =>
			x.map((v, i) => v + y[i]),
	concat: (layer) => (inputs) => concat(inputs, layer.out[0]),
};

// dense returns x·W + b for W of shape (in, out).
function dense(x: Float32Array, weight: Float32Array, bias: Float32Array): Float32Array {
	const y = bias.slice();
	addProduct(y, x, weight);
	return y;
}

// offset gives each of K params a plane, from (H·W, K, C) to (K, H·W, C), and adds a bias.
function offset(x: Float32Array, bias: Float32Array, [height, width, channels]: Image): Float32Array {
	const y = bias.slice();
	const pixels = height * width;
	const params = x.length / (pixels * channels);
	for (let i = 0; i < x.length; i++) {
		const channel = i % channels;
		const param = Math.floor(i / channels) % params;
		const pixel = Math.floor(i / channels / params);
		y[(param * pixels + pixel) * channels + channel] += x[i];
	}
	return y;
}

// concat returns the inputs side by side.
function concat(inputs: Float32Array[], size: number): Float32Array {
	const y = new Float32Array(size);
	let at = 0;
	for (const x of inputs) {
		y.set(x, at);
		at += x.length;
	}
	return y;
}
