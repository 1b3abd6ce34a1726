// The scatter of codes, written into pixels: 60,000 points take a few milliseconds, without WebGL.

import { colourOf, rgb } from "./colours";
import type { View } from "./geometry";
import type { Point } from "./types";

export interface Scattered {
	points: Float32Array; // (N·2)
	places: Int32Array; // (N) of the labels among those that occur, −1 for none
	hidden: Set<number>; // places that are not shown
}

// scatter draws points as squares, so translucent that crowds show. ratio is device pixels per
// pixel, ink is the colour of what is black.
export function scatter(context: CanvasRenderingContext2D, s: Scattered, view: View, ratio: number, ink: string): void {
	const width = Math.round(view.width * ratio);
	const height = Math.round(view.height * ratio);
	const image = context.createImageData(width, height);
	const out = image.data;
	const n = s.points.length / 2;
	const side = Math.max(2, Math.round(ratio * (n > 20000 ? 1.5 : n > 3000 ? 2 : 4)));
	const opacity = n > 20000 ? 0.45 : n > 3000 ? 0.6 : 0.85;
	const colours = Array.from({ length: 11 }, (_, i) => rgb(colourOf(i - 1, ink)));
	for (let i = 0; i < n; i++) {
		const place = s.places[i]!;
		if (s.hidden.has(place)) {
			continue;
		}
		const [px, py] = view.place([s.points[2 * i]!, s.points[2 * i + 1]!]);
		const left = Math.round(px * ratio - side / 2);
		const top = Math.round(py * ratio - side / 2);
		if (left < 0 || top < 0 || left + side > width || top + side > height) {
			continue;
		}
		const [r, g, b] = colours[place < 0 ? 0 : (place % 10) + 1]!;
		for (let y = top; y < top + side; y++) {
			for (let at = 4 * (y * width + left); at < 4 * (y * width + left + side); at += 4) {
				const under = out[at + 3]! / 255;
				const alpha = opacity + under * (1 - opacity);
				const keep = (under * (1 - opacity)) / alpha;
				out[at] = out[at]! * keep + r * (1 - keep);
				out[at + 1] = out[at + 1]! * keep + g * (1 - keep);
				out[at + 2] = out[at + 2]! * keep + b * (1 - keep);
				out[at + 3] = 255 * alpha;
			}
		}
	}
	context.putImageData(image, 0, 0);
}

// nearest returns the number of the shown point nearest to a pixel, −1 if none is within reach
// pixels.
export function nearest(s: Scattered, view: View, pixel: Point, reach: number): number {
	const [x, y] = view.at(pixel);
	let best = (reach / view.scale) ** 2;
	let found = -1;
	for (let i = 0; i < s.points.length / 2; i++) {
		const dx = s.points[2 * i]! - x;
		const dy = s.points[2 * i + 1]! - y;
		const distance = dx * dx + dy * dy;
		if (distance < best && !s.hidden.has(s.places[i]!)) {
			best = distance;
			found = i;
		}
	}
	return found;
}
