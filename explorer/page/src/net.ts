// The networks of a model in the page: the same numbers as vae encode and vae decode give, but for
// rounding.
//
// Letters of shapes: D numbers of an image (H, W, C), Z latent dimensions, K params of a pixel.

import { Chain } from "./chain";
import { size, type Description } from "./description";
import { likelihood, type Likelihood } from "./likelihood";
import { Reader } from "./weights";

// q(z|x): means and log-variances (Z).
export interface Posterior {
	mean: Float32Array;
	logvar: Float32Array;
}

// load returns the networks of the description. It throws an Error if the weights have another
// length, or if a layer, activation or likelihood is unknown.
export function load(description: Description, weights: ArrayBuffer): Network {
	const reader = new Reader(weights, description.format);
	const encoder = new Chain(description.encoder, description.image, reader);
	const decoder = new Chain(description.decoder, description.image, reader);
	reader.end();
	return new Network(description, encoder, decoder);
}

// Network computes both networks of a model. A conditional one needs a label, one of those in the
// description. Methods throw an Error if an argument has another length, or an unknown label.
export class Network {
	private readonly likelihood: Likelihood;

	constructor(
		readonly description: Description,
		private readonly encoder: Chain,
		private readonly decoder: Chain,
	) {
		this.likelihood = likelihood(description);
	}

	// decode returns the expected image E[x|z, y] (D) of a code (Z).
	decode(code: Float32Array, label?: number): Float32Array {
		return this.likelihood.mean(this.params(code, label));
	}

	// encode returns q(z|x, y) of an image (D) with numbers in [0, 1].
	encode(image: Float32Array, label?: number): Posterior {
		const {
			latent,
			logvar: [low, high],
		} = this.description;
		need("image", image, size(this.description.image));
		const params = this.encoder.run({ images: image, labels: this.oneHot(label) });
		const clamp = (v: number) => Math.min(Math.max(v, low), high);
		return { mean: params.slice(0, latent), logvar: params.slice(latent).map(clamp) };
	}

	// logProb returns log p(x|z, y) of an image and a code, in nats.
	logProb(image: Float32Array, code: Float32Array, label?: number): number {
		need("image", image, size(this.description.image));
		return this.likelihood.logProb(image, this.params(code, label));
	}

	// params returns those of p(x|z, y) (K·D).
	private params(code: Float32Array, label?: number): Float32Array {
		need("code", code, this.description.latent);
		return this.decoder.run({ codes: code, labels: this.oneHot(label) });
	}

	// oneHot returns a one in the place of the class; nothing if the networks do not depend on it.
	private oneHot(label?: number): Float32Array {
		const labels = this.description.labels ?? [];
		const y = new Float32Array(labels.length);
		if (labels.length > 0) {
			const place = label === undefined ? -1 : labels.indexOf(label);
			if (place < 0) {
				throw new Error(`the model has no class of label ${label}`);
			}
			y[place] = 1;
		}
		return y;
	}
}

function need(what: string, x: Float32Array, want: number): void {
	if (x.length !== want) {
		throw new Error(`${what} of ${x.length} numbers, want ${want}`);
	}
}
