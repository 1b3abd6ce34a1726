// Images, always pixelated.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Card } from "./types";

export type Shape = Pick<Card, "height" | "width" | "channels">;

export const size = (s: Shape): number => s.height * s.width * s.channels;

// one returns image i of some (n·D).
export const one = (images: Uint8Array, i: number, s: Shape): Uint8Array =>
	images.subarray(i * size(s), (i + 1) * size(s));

// paint draws an image on a canvas of its size.
export function paint(canvas: HTMLCanvasElement, image: Uint8Array, s: Shape): void {
	canvas.width = s.width;
	canvas.height = s.height;
	const context = canvas.getContext("2d")!;
	const out = context.createImageData(s.width, s.height);
	for (let i = 0; i < s.height * s.width; i++) {
		for (let c = 0; c < 3; c++) {
			out.data[4 * i + c] = image[i * s.channels + (s.channels === 1 ? 0 : c)] ?? 0;
		}
		out.data[4 * i + 3] = 255;
	}
	context.putImageData(out, 0, 0);
}

interface Props {
	image: Uint8Array | null;
	shape: Shape;
	alt: string; // what it is of; empty where the text around it says so
	className?: string;
}

// Pixels shows an image.
export function Pixels({ image, shape, alt, className = "" }: Props) {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (image && canvas.current) {
			paint(canvas.current, image, shape);
		}
	}, [image, shape.height, shape.width, shape.channels]);
	return (
		<canvas
			ref={canvas}
			class={`pixels ${className} ${image ? "" : "waiting"}`}
			style={{ aspectRatio: `${shape.width} / ${shape.height}` }}
			{...(alt ? { role: "img", "aria-label": alt } : { "aria-hidden": true })}
		/>
	);
}

// difference returns |a − b|, made brighter so that half of the range is white.
export function difference(a: Uint8Array, b: Uint8Array): Uint8Array {
	return a.map((v, i) => Math.min(255, 2 * Math.abs(v - b[i]!)));
}
