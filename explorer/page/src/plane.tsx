// The latent plane: codes by label, contours of p(z) and q(z), and a cursor that is decoded where it
// is dragged.

import { useEffect, useRef, useState } from "preact/hooks";
import { ellipse, project, View } from "./geometry";
import { fixed } from "./format";
import { nearest, scatter, type Scattered } from "./scatter";
import type { Look, Plane as PlaneData, Point } from "./types";

export interface Mark {
	name: string;
	at: Point;
}

interface Props {
	plane: PlaneData;
	scattered: Scattered;
	names: [string, string]; // of the axes
	cursor: Point;
	marks: Mark[];
	look: Look | null; // whose q(z|x) is drawn
	theme: string; // of whose colours it is drawn
	move: (to: Point) => void;
	hover: (image: number, at: Point | null) => void; // −1: none
	choose: (image: number) => void;
}

const reach = 8; // pixels from a point in which it is meant

export function Plane(props: Props) {
	const frame = useRef<HTMLDivElement>(null);
	const below = useRef<HTMLCanvasElement>(null);
	const above = useRef<HTMLCanvasElement>(null);
	const [view, setView] = useState<View | null>(null);
	const points = useRef(props.scattered.points);
	points.current = props.scattered.points;
	const press = useRef<{ at: Point; moved: boolean; pans: boolean } | null>(null);

	useEffect(() => {
		const watch = new ResizeObserver(([entry]) => {
			const { width, height } = entry!.contentRect;
			if (width < 1 || height < 1) {
				return; // not laid out
			}
			setView((v) => (v && !v.whole ? v.sized(width, height) : View.around(points.current, width, height)));
		});
		watch.observe(frame.current!);
		return () => watch.disconnect();
	}, []);
	useEffect(() => setView((v) => v && View.around(props.scattered.points, v.width, v.height)), [props.scattered.points]);
	useEffect(() => {
		if (view) {
			drawBelow(below.current!, view, props);
		}
	}, [view, props.plane, props.scattered, props.theme]);
	useEffect(() => {
		if (view) {
			drawAbove(above.current!, view, props);
		}
	});
	useEffect(() => {
		const canvas = above.current!;
		const wheel = (e: WheelEvent) => {
			e.preventDefault();
			setView((v) => v && v.zoomed(Math.exp(-0.0015 * e.deltaY), [e.offsetX, e.offsetY]));
		};
		canvas.addEventListener("wheel", wheel, { passive: false });
		return () => canvas.removeEventListener("wheel", wheel);
	}, []);

	const down = (e: PointerEvent) => {
		above.current!.setPointerCapture(e.pointerId);
		press.current = { at: [e.offsetX, e.offsetY], moved: false, pans: e.shiftKey || e.button === 1 };
		props.hover(-1, null);
	};
	const moved = (e: PointerEvent) => {
		const at: Point = [e.offsetX, e.offsetY];
		const p = press.current;
		if (!view) {
			return;
		}
		if (!p) {
			const found = nearest(props.scattered, view, at, reach);
			props.hover(found, found < 0 ? null : [e.clientX, e.clientY]);
			return;
		}
		p.moved ||= Math.hypot(at[0] - p.at[0], at[1] - p.at[1]) > 3;
		if (p.moved && p.pans) {
			setView(view.moved(at[0] - p.at[0], at[1] - p.at[1]));
			p.at = at;
		} else if (p.moved) {
			props.move(view.at(at));
		}
	};
	const up = (e: PointerEvent) => {
		const p = press.current;
		press.current = null;
		if (!p || p.moved || !view) {
			return;
		}
		const found = nearest(props.scattered, view, [e.offsetX, e.offsetY], reach);
		if (found >= 0) {
			props.choose(found);
		} else {
			props.move(view.at([e.offsetX, e.offsetY]));
		}
	};
	const zoom = (factor: number) => setView((v) => v && v.zoomed(factor, v.place(props.cursor)));
	const key = (e: KeyboardEvent) => {
		const steps: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
		const step = steps[e.key];
		if (step && view) {
			const length = (e.shiftKey ? 40 : 8) / view.scale;
			props.move([props.cursor[0] + step[0] * length, props.cursor[1] + step[1] * length]);
		} else if (e.key === "Enter" && view) {
			const found = nearest(props.scattered, view, view.place(props.cursor), Infinity);
			if (found >= 0) {
				props.choose(found);
			}
		} else if (e.key === "+" || e.key === "-") {
			zoom(e.key === "+" ? 1.3 : 1 / 1.3);
		} else {
			return;
		}
		e.preventDefault();
	};
	const [x, y] = props.cursor;
	return (
		<div class="plane">
			<div ref={frame} class="frame">
				<canvas ref={below} aria-hidden="true" />
				<canvas
					ref={above}
					tabIndex={0}
					role="application"
					aria-roledescription="latent plane"
					aria-label={`Latent plane, cursor at ${fixed(x, 2)}, ${fixed(y, 2)}. Arrow keys move it, Enter chooses the nearest image, plus and minus zoom.`}
					onPointerDown={down}
					onPointerMove={moved}
					onPointerUp={up}
					onPointerLeave={() => props.hover(-1, null)}
					onKeyDown={key}
				/>
				<div class="zoom">
					<button type="button" aria-label="Zoom in" onClick={() => zoom(1.4)}>+</button>
					<button type="button" aria-label="Zoom out" onClick={() => zoom(1 / 1.4)}>−</button>
					<button type="button" aria-label="Show all codes" onClick={() => view && setView(View.around(props.scattered.points, view.width, view.height))}>⤢</button>
				</div>
			</div>
		</div>
	);
}

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

function drawBelow(canvas: HTMLCanvasElement, view: View, { plane, scattered, names }: Props): void {
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
function drawScales(context: CanvasRenderingContext2D, view: View, names: [string, string], style: CSSStyleDeclaration): void {
	context.fillStyle = style.getPropertyValue("--quiet");
	context.strokeStyle = style.getPropertyValue("--ground");
	context.lineWidth = 3;
	context.lineJoin = "round";
	context.font = "11px system-ui, sans-serif";
	const write = (text: string, x: number, y: number) => {
		context.strokeText(text, x, y); // a halo, over lines and points
		context.fillText(text, x, y);
	};
	const round = (v: number) => fixed(v, Number.isInteger(v) ? 0 : Math.max(1, Math.ceil(-Math.log10(80 / view.scale))));
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

function drawAbove(canvas: HTMLCanvasElement, view: View, { plane, cursor, marks, look }: Props): void {
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
	for (const [colour, width] of [[style.getPropertyValue("--ground"), 5], [style.getPropertyValue("--accent"), 2.5]] as const) {
		context.strokeStyle = colour;
		context.lineWidth = width;
		context.beginPath();
		context.arc(x, y, 9, 0, 2 * Math.PI);
		for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
			context.moveTo(x + 5 * dx, y + 5 * dy);
			context.lineTo(x + 14 * dx, y + 14 * dy);
		}
		context.stroke();
	}
}
