// The latent plane: codes by label, contours of p(z) and q(z), and a cursor that is decoded where it
// is dragged.

import { useEffect, useRef, useState } from "preact/hooks";
import { drawAbove, drawBelow, type Above, type Below } from "./drawing";
import { View } from "./geometry";
import { fixed } from "./format";
import { nearest } from "./scatter";
import type { Point } from "./types";

interface Props extends Below, Above {
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
	useEffect(
		() => setView((v) => v && View.around(props.scattered.points, v.width, v.height)),
		[props.scattered.points],
	);
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
		const steps: Record<string, Point> = {
			ArrowLeft: [-1, 0],
			ArrowRight: [1, 0],
			ArrowUp: [0, 1],
			ArrowDown: [0, -1],
		};
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
					<button type="button" aria-label="Zoom in" onClick={() => zoom(1.4)}>
						+
					</button>
					<button type="button" aria-label="Zoom out" onClick={() => zoom(1 / 1.4)}>
						−
					</button>
					<button
						type="button"
						aria-label="Show all codes"
						onClick={() => view && setView(View.around(props.scattered.points, view.width, view.height))}
					>
						⤢
					</button>
				</div>
			</div>
		</div>
	);
}
