// The plane in the space of codes: z = mean + x·X + y·Y, with orthonormal X and Y.

import type { Plane, Point } from "./types";

// project returns the coordinates of a code on the plane.
export function project(p: Plane, code: ArrayLike<number>): Point {
	let x = 0;
	let y = 0;
	for (let j = 0; j < code.length; j++) {
		const d = code[j]! - p.mean[j]!;
		x += d * p.x[j]!;
		y += d * p.y[j]!;
	}
	return [x, y];
}

// move returns a code moved along the plane to the coordinates. What of it is off the plane stays.
export function move(p: Plane, code: Float32Array, [x, y]: Point): Float32Array {
	const [fromX, fromY] = project(p, code);
	return code.map((v, j) => v + (x - fromX) * p.x[j]! + (y - fromY) * p.y[j]!);
}

// ellipse returns points on the plane so many standard deviations from the mean of a normal
// distribution with the given mean and deviations of its dimensions.
export function ellipse(p: Plane, mean: ArrayLike<number>, deviation: ArrayLike<number>, times: number): Point[] {
	let xx = 0;
	let xy = 0;
	let yy = 0;
	for (let j = 0; j < mean.length; j++) {
		const variance = deviation[j]! * deviation[j]!;
		xx += variance * p.x[j]! * p.x[j]!;
		xy += variance * p.x[j]! * p.y[j]!;
		yy += variance * p.y[j]! * p.y[j]!;
	}
	const a = Math.sqrt(xx); // Cholesky's factor of the covariance
	const b = a > 0 ? xy / a : 0;
	const c = Math.sqrt(Math.max(yy - b * b, 0));
	const [x, y] = project(p, mean);
	return Array.from({ length: 65 }, (_, i): Point => {
		const u = times * Math.cos((2 * Math.PI * i) / 64);
		const v = times * Math.sin((2 * Math.PI * i) / 64);
		return [x + a * u, y + b * u + c * v];
	});
}

// View maps coordinates to pixels of a canvas: equal lengths on both axes, y upwards.
export class View {
	constructor(
		readonly width: number,
		readonly height: number,
		readonly centre: Point,
		readonly scale: number, // pixels per unit
		readonly whole = false, // shows all points
	) {}

	// around returns the view of all points.
	static around(points: Float32Array, width: number, height: number): View {
		let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
		for (let i = 0; i < points.length; i += 2) {
			left = Math.min(left, points[i]!);
			right = Math.max(right, points[i]!);
			bottom = Math.min(bottom, points[i + 1]!);
			top = Math.max(top, points[i + 1]!);
		}
		if (!(right >= left)) {
			[left, right, bottom, top] = [-3.5, 3.5, -3.5, 3.5];
		}
		const scale = 0.92 * Math.min(width / Math.max(right - left, 1e-3), height / Math.max(top - bottom, 1e-3));
		return new View(width, height, [(left + right) / 2, (bottom + top) / 2], scale, true);
	}

	place([x, y]: Point): Point {
		return [this.width / 2 + (x - this.centre[0]) * this.scale, this.height / 2 - (y - this.centre[1]) * this.scale];
	}

	at([px, py]: Point): Point {
		return [this.centre[0] + (px - this.width / 2) / this.scale, this.centre[1] - (py - this.height / 2) / this.scale];
	}

	// zoomed keeps the place of a pixel.
	zoomed(factor: number, pixel: Point): View {
		const [x, y] = this.at(pixel);
		const scale = this.scale * factor;
		return new View(
			this.width,
			this.height,
			[x - (pixel[0] - this.width / 2) / scale, y + (pixel[1] - this.height / 2) / scale],
			scale,
		);
	}

	moved(dx: number, dy: number): View {
		return new View(
			this.width,
			this.height,
			[this.centre[0] - dx / this.scale, this.centre[1] + dy / this.scale],
			this.scale,
		);
	}

	sized(width: number, height: number): View {
		return new View(
			width,
			height,
			this.centre,
			(this.scale * Math.min(width, height)) / Math.max(1, Math.min(this.width, this.height)),
		);
	}

	// ticks returns round coordinates at most eight to the width, along one axis.
	ticks(axis: 0 | 1): number[] {
		const length = [this.width, this.height][axis]! / this.scale;
		const rough = length / 8;
		const power = 10 ** Math.floor(Math.log10(rough));
		const step = power * [1, 2, 5, 10].find((f) => f * power >= rough)!;
		const first = Math.ceil((this.centre[axis] - length / 2) / step);
		return Array.from({ length: Math.floor(length / step) + 1 }, (_, i) =>
			Number(((first + i) * step).toPrecision(12)),
		);
	}
}
