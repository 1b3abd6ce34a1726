// The description of a model's networks, as network.go writes it.

export interface Description {
	image: Image;
	latent: number;
	labels?: number[]; // of the classes that the networks depend on, in order
	encoder: Layer[]; // each after those that it reads; the last one gives q's params
	decoder: Layer[]; // the last one gives the params of p(x|z)
	logvar: [low: number, high: number]; // bounds of q's log-variances
	likelihood: LikelihoodSpec;
	format: "float32" | "float16"; // of a weight
	rounding?: Rounding;
}

export type Image = [height: number, width: number, channels: number];

// size returns the number of numbers of a shape.
export const size = (shape: number[]) => shape.reduce((size, n) => size * n, 1);

export interface Layer {
	name: string;
	kind: string;
	inputs: string[]; // layers, or images, codes and labels
	in: number[];
	out: number[];
	activation: string;
	weights: number[][]; // the shape of each of its arrays
	window?: Window;
}

// How a convolution moves over an image, in pixels.
export interface Window {
	size: number;
	stride: number;
	pad: number;
	outputPad: [height: number, width: number];
}

export interface LikelihoodSpec {
	name: string;
	options: Record<string, number> | null;
	weights: Record<string, number[]>; // what all pixels have in common, such as a log-variance
}

// The largest differences that weights in float16 make, over some images and as many codes drawn
// from the prior.
export interface Rounding {
	images: number;
	pixel: number; // in units of its range [0, 1]
	posterior: number; // of mean and standard deviation of q(z|x), in units of the latter
	logProb: number; // of log p(x|z), in nats
}
