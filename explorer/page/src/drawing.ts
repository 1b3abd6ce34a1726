// What is drawn on the latent plane.

import { fixed } from "./format";
import { ellipse, project, type View } from "./geometry";
import { scatter, type Scattered } from "./scatter";
import type { Look, Plane, Point } from "./types";

// prepare sizes a canvas for the screen and returns its cleared context, in pixels of the page.
function prepare(canvas: HTMLCanvasElement, view: View): CanvasRenderingContext2D {
	canvas.width = Math.round(view.width * devicePixelRatio);
	canvas.height = Math.round(view.height * devicePixelRatio);
	const context = canvas.getContext("2d")!;
	context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
	return context;
}

function line(context: CanvasRenderingContext2D, view: View, points: Point[]): void {
	context.beginPath();
	for (const p of points) {
		context.lineTo(...view.place(p));
	}
	context.stroke();
}

// Below is what lies under the cursor.
export interface Below {
	plane: Plane;
	scattered: Scattered;
	names: [string, string]; // of the axes
}

export function drawBelow(canvas: HTMLCanvasElement, view: View, { plane, scattered, names }: Below): void {
	const style = getComputedStyle(canvas);
	const context = prepare(canvas, view);
	scatter(context, scattered, view, devicePixelRatio, style.getPropertyValue("--ink"));
	context.lineWidth = 1.2;
	for (const [contours, colour, dash] of [
		[plane.prior, style.getPropertyValue("--ink"), []],
		[plane.aggregate, style.getPropertyValue("--accent"), [5, 4]],
	] as const) {
		context.strokeStyle = colour;
		context.setLineDash([...dash]);
		contours.forEach((lines, level) => {
			context.globalAlpha = 0.85 - 0.2 * level;
			lines.forEach((l) => line(context, view, l));
		});
	}
	context.setLineDash([]);
	context.globalAlpha = 1;
	drawScales(context, view, names, style);
}

// drawScales writes coordinates at the edges, and the names of the axes.
function drawScales(
	context: CanvasRenderingContext2D,
	view: View,
	names: [string, string],
	style: CSSStyleDeclaration,
): void {
	context.fillStyle = style.getPropertyValue("--quiet");
	context.strokeStyle = style.getPropertyValue("--ground");
	context.lineWidth = 3;
	context.lineJoin = "round";
	context.font = "11px system-ui, sans-serif";
	const write = (text: string, x: number, y: number) => {
		context.strokeText(text, x, y); // a halo, over lines and points
		context.fillText(text, x, y);
	};
	const digits = Math.max(1, Math.ceil(Math.log10(view.scale / 80))); // ticks are some 80 pixels apart
	const round = (v: number) => fixed(v, Number.isInteger(v) ? 0 : digits);
	for (const v of view.ticks(0)) {
		const x = view.place([v, 0])[0];
		if (x > 24) {
			write(round(v), x - 6, view.height - 5);
		}
	}
	for (const v of view.ticks(1)) {
		const y = view.place([0, v])[1];
		if (y > 24 && y < view.height - 24) {
			write(round(v), 4, y + 4);
		}
	}
	write(names[1], 4, 14);
	context.textAlign = "right";
	write(names[0], view.width - 6, view.height - 20);
}

export interface Mark {
	name: string;
	at: Point;
}

// Above is what moves.
export interface Above {
	plane: Plane;
	cursor: Point;
	marks: Mark[];
	look: Look | null; // whose q(z|x) is drawn
}

export function drawAbove(canvas: HTMLCanvasElement, view: View, { plane, cursor, marks, look }: Above): void {
	const style = getComputedStyle(canvas);
	const context = prepare(canvas, view);
	context.strokeStyle = context.fillStyle = style.getPropertyValue("--ink");
	if (look) {
		context.lineWidth = 1.5;
		for (const times of [1, 2]) {
			line(context, view, ellipse(plane, look.mean, look.deviation, times));
		}
		const [x, y] = view.place(project(plane, look.mean));
		context.fillRect(x - 2, y - 2, 4, 4);
	}
	context.font = "bold 13px system-ui, sans-serif";
	for (const m of marks) {
		const [x, y] = view.place(m.at);
		context.beginPath();
		context.arc(x, y, 4, 0, 2 * Math.PI);
		context.fill();
		context.fillText(m.name, x + 7, y - 5);
	}
	const [x, y] = view.place(cursor);
	for (const [colour, width] of [
		[style.getPropertyValue("--ground"), 5],
		[style.getPropertyValue("--accent"), 2.5],
	] as const) {
		context.strokeStyle = colour;
		context.lineWidth = width;
		context.beginPath();
		context.arc(x, y, 9, 0, 2 * Math.PI);
		for (const [dx, dy] of [
			[1, 0],
			[-1, 0],
			[0, 1],
			[0, -1],
		] as const) {
			context.moveTo(x + 5 * dx, y + 5 * dy);
			context.lineTo(x + 14 * dx, y + 14 * dy);
		}
		context.stroke();
	}
}
