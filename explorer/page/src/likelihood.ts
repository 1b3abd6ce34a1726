import { logistic, softplus } from "./activations";
import { size, type Description, type LikelihoodSpec } from "./description";
import { find } from "./table";

// Likelihood is a family of distributions p(x|z) of images, with params (K·D) from a decoder.
export interface Likelihood {
	// mean returns the expected image (D).
	mean(params: Float32Array): Float32Array;

	// logProb returns log p of an image, in nats: a probability or a density.
	logProb(image: Float32Array, params: Float32Array): number;
}

// Family is a family of distributions of a pixel x. Its params are a location, or logit, and
// perhaps the logarithm of a scale: one for each pixel from the decoder, or the same for all.
interface Family {
	mean(location: number, scale: number): number;
	logProb(x: number, location: number, scale: number): number;
	shared?(spec: LikelihoodSpec): number; // the scale of all pixels
	low?: number; // bound of a scale from the weights
}

// A log σ² and a log-scale below these would make a spike of a pixel: half a grey level.
const minLogScale = Math.log(0.5 / 255);
const minLogVar = 2 * minLogScale;

const normal = {
	mean: (mean: number) => mean,
	logProb: (x: number, mean: number, logVar: number) =>
		-0.5 * ((x - mean) ** 2 * Math.exp(-logVar) + logVar + Math.log(2 * Math.PI)),
};

// The formulas are those of the package dist.
const families: Record<string, Family> = {
	bernoulli: {
		mean: logistic,
		logProb: (x, logit) => x * logit - softplus(logit),
	},
	"continuous-bernoulli": {
		mean: tiltedMean,
		logProb: (x, logit) => (x - 0.5) * logit - 0.5 * Math.abs(logit) - logShare(Math.abs(logit)),
	},
	gaussian: { ...normal, shared: ({ options }) => 2 * Math.log(options!.sigma) },
	"gaussian-learned": { ...normal, shared: ({ weights }) => weights.logvar[0], low: minLogVar },
	"gaussian-per-pixel": { ...normal, low: minLogVar },
	laplace: {
		mean: (location) => location,
		logProb: (x, location, logScale) => -Math.abs(x - location) * Math.exp(-logScale) - logScale - Math.LN2,
		shared: ({ weights }) => weights.logscale[0],
		low: minLogScale,
	},
	"discretized-logistic": { mean: expectedLevel, logProb: logLevel, low: -7 - Math.LN2 },
};

// likelihood returns the likelihood of a model. It throws an Error if its name is unknown.
export function likelihood({ image, likelihood: spec }: Description): Likelihood {
	const { mean, logProb, shared, low = -Infinity } = find(families, "likelihood", spec.name);
	const pixels = size(image);
	const common = shared?.(spec) ?? NaN; // where there is no scale, nothing reads it
	const scale = (params: Float32Array, i: number) =>
		Math.max(low, params.length > pixels ? params[pixels + i] : common);
	return {
		mean: (params) => params.slice(0, pixels).map((location, i) => mean(location, scale(params, i))),
		logProb: (x, params) => x.reduce((sum, x, i) => sum + logProb(x, params[i], scale(params, i)), 0),
	};
}

// tiltedMean returns the mean 1/(1 − exp −l) − 1/l of the density on [0, 1] that is proportional to
// exp lx; near l = 0, where digits cancel, by its power series.
function tiltedMean(l: number): number {
	if (Math.abs(l) < 0.01) {
		return 0.5 + l / 12;
	}
	return -1 / Math.expm1(-l) - 1 / l;
}

// logShare returns log((1 − exp −a) / a) for a ≥ 0.
function logShare(a: number): number {
	return a === 0 ? 0 : Math.log(-Math.expm1(-a) / a);
}

// expectedLevel returns the mean of a logistic distribution rounded to the multiples of 1/255: that
// over the 255 edges between levels of the probability of lying above.
function expectedLevel(location: number, logScale: number): number {
	const unit = Math.exp(-logScale) / 255; // a level, in units of the scale
	const sure = Math.min(Math.max(Math.floor(255 * location - 40 / unit), 0), 255);
	const factor = Math.exp(unit);
	let odds = Math.exp(unit * (sure + 0.5 - 255 * location)); // of lying below the edge
	let sum = sure; // edges too far below to matter
	for (let edge = sure; edge < 255; edge++) {
		sum += 1 / (1 + odds);
		odds *= factor;
	}
	return sum / 255;
}

// logLevel returns the log-probability of the level nearest to x: with its edges p and m = p − u,
// from the location and in units of the scale,
//
//	log(σ(p) − σ(m)) = log(1 − exp −u) − log(1 + exp −p) − log(1 + exp m)
//
// the second term alone for level 0, which reaches down to −∞, and the third one for 255.
function logLevel(x: number, location: number, logScale: number): number {
	const u = Math.exp(-logScale) / 255;
	const level = Math.round(255 * x);
	const center = u * (level - 255 * location);
	if (level <= 0) {
		return -softplus(-center - 0.5 * u);
	}
	if (level >= 255) {
		return -softplus(center - 0.5 * u);
	}
	const width = logShare(u) - logScale - Math.log(255);
	return width - softplus(-center - 0.5 * u) - softplus(center - 0.5 * u);
}
