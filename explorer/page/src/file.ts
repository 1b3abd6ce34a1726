// The backend that is a file: what vae explore --export wrote. It computes in the page.

import { load, type Network } from "./net";
import type { Description } from "./description";
import { project } from "./geometry";
import { fromBase64 } from "./server";
import type { About, Axes, Backend, Draws, History, Look, Near, Neighbour, Plane, Scores, Unlikely } from "./types";

// Exported is the content of a file, as export.go writes it. Arrays are in base64.
export interface Exported {
	about: About;
	history: History;
	network: Description;
	weights: string;
	images: string; // (N·D) bytes
	numbers: number[]; // (N) of the images in their source
	labels: number[]; // (N), −1 for none
	files: string[] | null; // (N)
	mean: string; // of q(z|x) (N·Z) float32
	logvar: string;
	scores: Scores[]; // (N)
	percentiles: number[]; // (N)
	usual: number[]; // log q(z) at codes of other images, ascending
	planes: Record<string, Plane>; // of the principal components, by prior
	pools: Pool[];
	unlikely: Unlikely[];
}

// Pool is made of draws from a prior, each with the mean of the component that it was drawn from.
interface Pool {
	prior: string;
	label: number | null;
	centres: string; // (n·Z) float32
	codes: string;
	labels: number[] | null; // (n)
}

const floats = (text: string) => new Float32Array(fromBase64(text).buffer as ArrayBuffer);
const toBytes = (pixels: Float32Array) => Uint8Array.from(pixels, (v) => Math.min(Math.max(v, 0), 1) * 255 + 0.5);

// file returns the backend of a file's content.
export function file(x: Exported): Backend {
	const card = x.about.model!;
	const z = card.latent;
	const network = load(x.network, fromBase64(x.weights).buffer as ArrayBuffer);
	const images = fromBase64(x.images);
	const mean = floats(x.mean);
	const logvar = floats(x.logvar);
	const d = card.height * card.width * card.channels;
	const n = x.labels.length;
	const imageAt = (i: number) => images.subarray(i * d, (i + 1) * d);
	const row = (all: Float32Array, i: number) => all.subarray(i * z, (i + 1) * z);

	const neighbours = (code: Float32Array, but: number): Neighbour[] => {
		const all = x.labels.map((label, image) => {
			const other = row(mean, image);
			return { image, label, distance: Math.sqrt(code.reduce((sum, v, j) => sum + (v - other[j]) ** 2, 0)) };
		});
		return all
			.filter((m) => m.image !== but)
			.sort((a, b) => a.distance - b.distance || a.image - b.image)
			.slice(0, 12);
	};
	const looked = (original: Uint8Array, image: number, label: number): Look => {
		const given = card.conditional ? label : undefined;
		const pixels = Float32Array.from(original, (v) => v / 255);
		const q =
			image < 0 ? network.encode(pixels, given) : { mean: row(mean, image).slice(), logvar: row(logvar, image) };
		return {
			image,
			label,
			original,
			number: x.numbers[image] ?? 0,
			file: x.files?.[image] ?? "",
			reconstruction: toBytes(network.decode(q.mean, given)),
			mean: q.mean,
			deviation: q.logvar.map((v) => Math.exp(0.5 * v)),
			scores: x.scores[image] ?? null,
			percentile: x.percentiles[image] ?? null,
			neighbours: neighbours(q.mean, image),
		};
	};
	const planeOf = (axes: Axes, prior: string): Plane => {
		const pca = x.planes[prior];
		if (!axes) {
			return pca;
		}
		const unit = (j: number) => pca.mean.map((_, k) => (k === j ? 1 : 0));
		return { mean: pca.mean, x: unit(axes.x), y: unit(axes.y), share: [0, 0], prior: [], aggregate: [] };
	};
	return {
		live: false,
		draws: false,
		about: async () => x.about,
		history: async () => x.history,
		plane: async (axes, prior) => planeOf(axes, prior),
		points: async (axes) => {
			const plane = planeOf(axes, card.priors[0].name);
			return Float32Array.from(x.labels.flatMap((_, i) => project(plane, row(mean, i))));
		},
		labels: async () => Int32Array.from(x.labels),
		images: async (numbers) => joined(numbers.map(imageAt), d),
		decode: async (codes, label) => decodeAll(network, codes, z, d, () => label),
		near: async (code): Promise<Near> => {
			const aggregate = logAggregate(mean, logvar, code);
			return {
				usual: x.usual.filter((v) => v <= aggregate).length / x.usual.length,
				aggregate,
				prior: null,
				neighbours: neighbours(code, -1),
			};
		},
		look: async (image) => looked(imageAt(image), image, x.labels[image]),
		lookAt: async (picture, label) => {
			const seen = picture instanceof File ? await read(picture, card.height, card.width, card.channels) : picture;
			return looked(card.data!.binarize === "none" ? seen : seen.map((v) => (v < 128 ? 0 : 255)), -1, label ?? -1);
		},
		sample: async (draws: Draws) => {
			const pool = x.pools.find((p) => p.prior === draws.prior && p.label === draws.label)!;
			const [centres, codes] = [floats(pool.centres), floats(pool.codes)];
			const size = codes.length / z;
			const chosen = Array.from({ length: draws.n }, (_, i) => ((draws.seed - 1) * draws.n + i) % size);
			const moved = new Float32Array(draws.n * z);
			chosen.forEach((at, i) => {
				const centre = row(centres, at);
				moved.set(
					row(codes, at).map((v, j) => centre[j] + draws.temperature * (v - centre[j])),
					i * z,
				);
			});
			const labels = pool.labels && chosen.map((at) => pool.labels![at]);
			return { pixels: await decodeAll(network, moved, z, d, (i) => labels?.[i] ?? draws.label), codes: moved, labels };
		},
		unlikely: async () => x.unlikely,
		picture: (name) => name,
		follow: () => () => {},
	};

	function logAggregate(mean: Float32Array, logvar: Float32Array, code: Float32Array): number {
		const logs = Array.from({ length: n }, (_, i) => {
			let sum = 0;
			for (let j = 0; j < z; j++) {
				const l = logvar[i * z + j];
				sum += (code[j] - mean[i * z + j]) ** 2 * Math.exp(-l) + l + Math.log(2 * Math.PI);
			}
			return -0.5 * sum;
		});
		const highest = Math.max(...logs);
		return highest + Math.log(logs.reduce((sum, v) => sum + Math.exp(v - highest), 0) / n);
	}
}

// decodeAll decodes codes one by one, and lets the page breathe in between.
async function decodeAll(
	network: Network,
	codes: Float32Array,
	z: number,
	d: number,
	label: (i: number) => number | null,
): Promise<Uint8Array> {
	const all = new Uint8Array((codes.length / z) * d);
	let began = performance.now();
	for (let i = 0; i < codes.length / z; i++) {
		all.set(toBytes(network.decode(codes.slice(i * z, (i + 1) * z), label(i) ?? undefined)), i * d);
		if (performance.now() - began > 30) {
			await new Promise((resume) => setTimeout(resume));
			began = performance.now();
		}
	}
	return all;
}

function joined(parts: Uint8Array[], d: number): Uint8Array {
	const all = new Uint8Array(parts.length * d);
	parts.forEach((p, i) => all.set(p, i * d));
	return all;
}

// read returns the middle of a picture file at the size of the model's images.
async function read(picture: File, height: number, width: number, channels: number): Promise<Uint8Array> {
	const bitmap = await createImageBitmap(picture).catch(() => {
		throw new Error(`${picture.name} is no picture that this browser reads`);
	});
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext("2d")!;
	context.imageSmoothingQuality = "high";
	const scale = Math.max(width / bitmap.width, height / bitmap.height);
	context.fillRect(0, 0, width, height);
	context.drawImage(
		bitmap,
		(width - scale * bitmap.width) / 2,
		(height - scale * bitmap.height) / 2,
		scale * bitmap.width,
		scale * bitmap.height,
	);
	const { data } = context.getImageData(0, 0, width, height);
	const out = new Uint8Array(height * width * channels);
	for (let i = 0; i < height * width; i++) {
		const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
		if (channels === 1) {
			out[i] = 0.299 * r + 0.587 * g + 0.114 * b + 0.5;
		} else {
			out.set([r, g, b], 3 * i);
		}
	}
	return out;
}
