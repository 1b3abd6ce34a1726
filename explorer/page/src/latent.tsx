// The panel of the latent plane.

import { useMemo } from "preact/hooks";
import { Legend, PlaneChoice } from "./choice";
import type { Mark } from "./drawing";
import { fixed, many, z } from "./format";
import { move, project } from "./geometry";
import { Plane } from "./plane";
import type { Axes, Card, Look, Plane as PlaneData } from "./types";
import type { Pin } from "./wall";

interface Props {
	card: Card;
	codes: { plane: PlaneData; points: Float32Array; labels: Int32Array } | null;
	axes: Axes;
	setAxes: (axes: Axes) => void;
	prior: string;
	setPrior: (prior: string) => void;
	hidden: Set<number>;
	setHidden: (hidden: Set<number>) => void;
	code: Float32Array;
	setCode: (change: (code: Float32Array) => Float32Array) => void;
	pins: { a: Pin | null; b: Pin | null };
	look: Look | null;
	theme: string;
	glance: (image: number, at: [number, number] | null) => void;
	choose: (image: number) => void;
}

export function Latent(props: Props) {
	const { card, codes } = props;
	return (
		<section class="panel latent" aria-label="Latent plane">
			<h2>
				Latent plane{" "}
				<small>
					{card.data && `${many(card.data.images, "code")} of ${card.data.split} images of ${card.data.source}`}
				</small>
			</h2>
			{card.data && <PlaneChoice {...props} />}
			{!card.data ? (
				<p class="empty">
					{card.missing || "there are no images to encode"}
					<span>
						Name some: <code>vae explore RUN DATA</code>
					</span>
				</p>
			) : !codes ? (
				<p class="empty">Encoding…</p>
			) : (
				<Codes {...props} codes={codes} />
			)}
			{card.data && <Legend {...props} />}
		</section>
	);
}

function Codes({
	card,
	codes,
	axes,
	hidden,
	code,
	setCode,
	pins,
	look,
	theme,
	glance,
	choose,
}: Props & { codes: NonNullable<Props["codes"]> }) {
	const { plane, points, labels } = codes;
	const scattered = useMemo(() => {
		const place = new Map((card.data!.labels ?? []).map((label, i) => [label, i]));
		return { points, places: labels.map((label) => place.get(label) ?? -1), hidden };
	}, [points, labels, hidden]);
	const marks: Mark[] = [];
	for (const name of ["a", "b"] as const) {
		const pin = pins[name];
		if (pin) {
			marks.push({ name: name.toUpperCase(), at: project(plane, pin.code) });
		}
	}
	return (
		<Plane
			plane={plane}
			scattered={scattered}
			names={axisNames(plane, axes)}
			cursor={project(plane, code)}
			marks={marks}
			look={look}
			theme={theme}
			move={(to) => setCode((c) => move(plane, c, to))}
			hover={glance}
			choose={choose}
		/>
	);
}

function axisNames(plane: PlaneData, axes: Axes): [string, string] {
	if (axes) {
		return [z(axes.x), z(axes.y)];
	}
	const percent = (share: number) => `(${fixed(100 * share, 0)} % of the variance)`;
	return [`first principal component ${percent(plane.share[0])}`, `second ${percent(plane.share[1])}`];
}
