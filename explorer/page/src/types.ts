// What a backend tells of a run. Images are bytes (D), row by row, channels last; codes are (Z);
// figures are in nats. A label of −1 is none.

export interface About {
	name: string;
	version: string;
	state: string; // running, done, interrupted or lost
	command: string;
	problem: string;
	model: Card | null;
}

export interface Card {
	path: string;
	epoch: number;
	step: number;
	network: string;
	latent: number;
	height: number;
	width: number;
	channels: number;
	likelihood: string;
	kind: string;
	conditional: boolean;
	priors: Prior[];
	classes: Class[] | null;
	data: Data | null;
	missing: string;
	dimensions: Dimension[] | null;
	dimension_figure: string;
	nelbo: { mean: number; standard_error: number | null } | null; // of one image there is no error
	scored: number;
	samples: number;
}

export interface Prior {
	name: string;
	title: string;
	classes: Class[] | null;
}

export interface Class {
	label: number;
	name?: string;
}

export interface Data {
	source: string;
	split: string;
	images: number;
	labels: number[] | null;
	names: string[] | null;
	binarize: string;
	brightness: number;
}

export interface Dimension {
	index: number;
	figure: number;
	dead: boolean;
	mean: number;
	low: number;
	high: number;
	histogram: number[];
}

export interface Figures {
	nelbo: number;
	recon: number;
	kl: number;
}

export interface History {
	state: string;
	epochs: number;
	asked: number;
	best: number;
	rows: { epoch: number; train: Figures | null; validation: Figures | null }[] | null;
	pictures: { epoch: number; samples: string; reconstructions: string }[] | null;
}

// Axes are two dimensions, or null for the first two principal components.
export type Axes = { x: number; y: number } | null;

export type Point = [number, number];

export interface Plane {
	mean: number[];
	x: number[];
	y: number[];
	share: Point;
	prior: Point[][][];
	aggregate: Point[][][];
}

export interface Neighbour {
	image: number;
	label: number;
	distance: number;
}

export interface Near {
	usual: number;
	aggregate: number; // log q(z)
	prior: number | null; // log p(z); null: not to be had
	neighbours: Neighbour[];
}

export interface Look {
	image: number; // −1: none of the data
	number: number; // in its source
	file: string;
	label: number;
	original: Uint8Array;
	reconstruction: Uint8Array;
	mean: Float32Array;
	deviation: Float32Array;
	scores: Scores | null; // null: not to be had
	percentile: number | null; // of log p(x) among the scored images
	neighbours: Neighbour[];
}

export interface Scores {
	log_p: number; // log p(x) as estimated
	error: number; // its standard error
	nelbo: number;
	recon: number;
	kl: number;
}

export interface Draws {
	n: number;
	seed: number;
	temperature: number;
	prior: string;
	label: number | null;
	pixels: boolean;
}

export interface Sampled {
	pixels: Uint8Array; // (n·D)
	codes: Float32Array; // (n·Z)
	labels: number[] | null;
}

export interface Unlikely {
	image: number;
	label: number;
	log_p: number;
}

// News are what there is to ask for anew; lost and back are of the server itself.
export type News = "snapshot" | "codes" | "scores" | "history" | "lost" | "back";

// Backend answers what the page asks: a server or, in an exported file, the file itself. Its
// functions reject with an Error whose message can be shown.
export interface Backend {
	live: boolean; // it can change
	draws: boolean; // it can draw pixels
	about(): Promise<About>;
	history(): Promise<History>;
	plane(axes: Axes, prior: string): Promise<Plane>;
	points(axes: Axes): Promise<Float32Array>; // (N·2)
	labels(): Promise<Int32Array>; // (N)
	images(numbers: number[]): Promise<Uint8Array>; // (n·D)
	decode(codes: Float32Array, label: number | null, draw?: number): Promise<Uint8Array>; // (n·D)
	near(code: Float32Array, label: number | null, prior: string): Promise<Near>;
	look(image: number): Promise<Look>;
	lookAt(picture: Uint8Array | File, label: number | null): Promise<Look>;
	sample(draws: Draws): Promise<Sampled>;
	unlikely(): Promise<Unlikely[]>;
	picture(name: string): string; // its address
	follow(hear: (news: News) => void): () => void; // returns what ends it
}
