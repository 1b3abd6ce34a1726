import { size, type Description } from "./description";

// Reader gives the arrays of a model's weights, which follow one another.
export class Reader {
	private readonly all: Float32Array;
	private at = 0; // where the next array begins

	constructor(bytes: ArrayBuffer, format: Description["format"]) {
		this.all = format === "float16" ? fromFloat16(new Uint16Array(bytes)) : new Float32Array(bytes);
	}

	// next returns the next array, of that shape.
	next(shape: number[]): Float32Array {
		const from = this.at;
		this.at += size(shape);
		return this.all.subarray(from, this.at);
	}

	// end throws an Error unless all arrays have been read, and none beyond the end.
	end(): void {
		if (this.at !== this.all.length) {
			throw new Error(`${this.all.length} weights, want ${this.at}`);
		}
	}
}

// fromFloat16 returns the finite numbers with these bits in IEEE 754 binary16.
function fromFloat16(bits: Uint16Array): Float32Array {
	const units = Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));
	return Float32Array.from(bits, (b) => {
		const exponent = (b >> 10) & 31;
		const magnitude = ((b & 1023) + (exponent > 0 ? 1024 : 0)) * units[exponent];
		return b >> 15 ? -magnitude : magnitude;
	});
}
