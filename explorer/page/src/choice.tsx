// What is chosen of the latent plane: its axes, the prior, and the labels that are shown.

import { colourOf } from "./colours";
import { fixed, z } from "./format";
import type { Axes, Card } from "./types";

interface Props {
	card: Card;
	axes: Axes;
	setAxes: (axes: Axes) => void;
	prior: string;
	setPrior: (prior: string) => void;
}

// PlaneChoice chooses the axes of the plane, and the prior whose contours it shows.
export function PlaneChoice({ card, axes, setAxes, prior, setPrior }: Props) {
	const order = card.dimensions?.map((d) => d.index) ?? Array.from({ length: card.latent }, (_, j) => j);
	const figure = (j: number) => card.dimensions?.find((d) => d.index === j)?.figure;
	const options = order.map((j) => (
		<option key={j} value={j}>
			{z(j)}
			{figure(j) === undefined ? "" : ` · ${fixed(figure(j)!, 2)} nats`}
		</option>
	));
	const choose = (axis: "x" | "y", chosen: number) => {
		const other = axis === "x" ? axes!.y : axes!.x;
		const swapped = other === chosen ? axes![axis] : other; // no dimension twice
		setAxes(axis === "x" ? { x: chosen, y: swapped } : { x: swapped, y: chosen });
	};
	return (
		<div class="row">
			<label>
				axes{" "}
				<select
					value={axes ? "dimensions" : "pca"}
					onChange={(e) => setAxes(e.currentTarget.value === "pca" ? null : { x: order[0], y: order[1] })}
				>
					<option value="pca">principal components</option>
					{card.latent > 1 && <option value="dimensions">two dimensions</option>}
				</select>
			</label>
			{axes &&
				(["x", "y"] as const).map((axis) => (
					<label key={axis}>
						{axis}{" "}
						<select value={axes[axis]} onChange={(e) => choose(axis, Number(e.currentTarget.value))}>
							{options}
						</select>
					</label>
				))}
			<label>
				prior{" "}
				<select value={prior} onChange={(e) => setPrior(e.currentTarget.value)}>
					{card.priors.map((p) => (
						<option key={p.name} value={p.name}>
							{p.title}
							{p.name === "fitted" ? " (fitted)" : ""}
						</option>
					))}
				</select>
			</label>
		</div>
	);
}

// Legend names the labels, and hides those that are switched off.
export function Legend({
	card,
	hidden,
	setHidden,
}: {
	card: Card;
	hidden: Set<number>;
	setHidden: (hidden: Set<number>) => void;
}) {
	const labels = card.data?.labels ?? [];
	const toggle = (place: number) => {
		const all = new Set(hidden);
		if (!all.delete(place)) {
			all.add(place);
		}
		setHidden(all);
	};
	return (
		<div class="legend">
			<span class="prior">p(z) at 1, 2, 3 σ</span> <span class="aggregate">q(z), all codes</span>
			{labels.map((label, place) => (
				<button key={label} type="button" class="label" aria-pressed={!hidden.has(place)} onClick={() => toggle(place)}>
					<i style={{ background: colourOf(place, "var(--ink)") }} /> {card.data!.names?.[place] || label}
				</button>
			))}
		</div>
	);
}
