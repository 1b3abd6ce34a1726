import type { Layer, Window } from "./description";
import { addProduct, setProduct } from "./products";

// convolve returns w ∗ x + b for w of shape (size, size, C, C′): from an image (H, W, C) to one of
// C′ channels, as large or smaller.
export function convolve(layer: Layer, [weight, bias]: Float32Array[], x: Float32Array): Float32Array {
	const y = repeat(bias, layer.out);
	const [rows, columns, channels] = layer.out;
	const patch = new Float32Array(weight.length / channels);
	const copy = (from: number, to: number, n: number) => {
		for (let i = 0; i < n; i++) {
			patch[to + i] = x[from + i];
		}
	};
	for (let pixel = 0; pixel < rows * columns; pixel++) {
		patch.fill(0);
		eachRow(layer.in, layer.window!, Math.floor(pixel / columns), pixel % columns, copy);
		addProduct(y.subarray(pixel * channels, (pixel + 1) * channels), patch, weight);
	}
	return y;
}

// transpose returns the transposed convolution wᵀ ∗ x + b: from an image of C′ channels to one as
// large or larger, (H, W, C).
export function transpose(layer: Layer, [weight, bias]: Float32Array[], x: Float32Array): Float32Array {
	const y = repeat(bias, layer.out);
	const [rows, columns, channels] = layer.in;
	const patch = new Float32Array(weight.length / channels);
	const add = (to: number, from: number, n: number) => {
		for (let i = 0; i < n; i++) {
			y[to + i] += patch[from + i];
		}
	};
	for (let pixel = 0; pixel < rows * columns; pixel++) {
		setProduct(patch, weight, x.subarray(pixel * channels, (pixel + 1) * channels));
		eachRow(layer.out, layer.window!, Math.floor(pixel / columns), pixel % columns, add);
	}
	return y;
}

// eachRow calls visit with every row of the window at (u, v) that lies in the image (H, W, C):
// where it begins in the image, where in the window, and how many numbers it has.
function eachRow(
	[height, width, channels]: number[],
	{ size, stride, pad }: Window,
	u: number,
	v: number,
	visit: (image: number, window: number, n: number) => void,
): void {
	const top = u * stride - pad;
	const left = v * stride - pad;
	const first = Math.max(0, -left);
	const last = Math.min(size, width - left);
	for (let i = Math.max(0, -top); i < Math.min(size, height - top); i++) {
		const place = (top + i) * width + left + first;
		visit(place * channels, (i * size + first) * channels, (last - first) * channels);
	}
}

// repeat returns an image (H, W, C) with the bias (C) in each pixel, zeros if there is none.
function repeat(bias: Float32Array | undefined, [height, width, channels]: number[]): Float32Array {
	const y = new Float32Array(height * width * channels);
	for (let at = 0; bias && at < y.length; at += channels) {
		y.set(bias, at);
	}
	return y;
}
