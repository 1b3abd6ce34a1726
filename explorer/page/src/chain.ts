import { activations, identity, type Activation } from "./activations";
import type { Image, Layer } from "./description";
import { kinds, type Apply } from "./layers";
import { find } from "./table";
import type { Reader } from "./weights";

// Chain is a network: layers, each after those that it reads.
export class Chain {
	private readonly steps: Step[];

	constructor(layers: Layer[], image: Image, weights: Reader) {
		this.steps = layers.map((layer) => {
			const make = find(kinds, "layer", layer.kind);
			const arrays = layer.weights.map((shape) => weights.next(shape));
			return {
				name: layer.name,
				inputs: layer.inputs,
				apply: make(layer, arrays, image),
				activation: find(activations, "activation", layer.activation),
			};
		});
	}

	// run returns the result of the last layer for inputs of these names.
	run(inputs: Record<string, Float32Array>): Float32Array {
		const results = new Map(Object.entries(inputs));
		let last: Float32Array = new Float32Array();
		for (const { name, inputs, apply, activation } of this.steps) {
			last = apply(inputs.map((input) => results.get(input)!));
			activate(last, activation);
			results.set(name, last);
		}
		return last;
	}
}

interface Step {
	name: string;
	inputs: string[];
	apply: Apply;
	activation: Activation;
}

function activate(y: Float32Array, activation: Activation): void {
	if (activation === identity) {
		return;
	}
	for (let i = 0; i < y.length; i++) {
		y[i] = activation(y[i]);
	}
}
