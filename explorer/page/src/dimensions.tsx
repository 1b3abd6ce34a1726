// Sliders for the dimensions of the code, the most informative first.

import { useState } from "preact/hooks";
import { fixed, z } from "./format";
import type { Card } from "./types";

interface Props {
	card: Card;
	code: Float32Array;
	set: (code: Float32Array) => void;
	reset: () => void;
	randomise: () => void;
}

const shown = 24; // dimensions at first

export function Dimensions({ card, code, set, reset, randomise }: Props) {
	const [all, setAll] = useState(false);
	const dimensions =
		card.dimensions ??
		Array.from({ length: card.latent }, (_, index) => ({
			index,
			figure: NaN,
			dead: false,
			mean: 0,
			low: -3.5,
			high: 3.5,
			histogram: [],
		}));
	const alive = dimensions.filter((d) => !d.dead).length;
	return (
		<section class="panel dimensions" aria-label="Dimensions of the code">
			<h2>
				Dimensions{" "}
				<small>
					{card.dimensions
						? `by ${card.dimension_figure}, in nats · ${alive} of ${card.latent} in use`
						: "not measured yet"}
				</small>
			</h2>
			<div class="row">
				<button type="button" onClick={reset}>
					Reset
				</button>
				<button type="button" onClick={randomise}>
					Randomise
				</button>
			</div>
			<ol class="sliders">
				{dimensions.slice(0, all ? undefined : shown).map((d) => (
					<li key={d.index} class={d.dead ? "dead" : ""}>
						<label for={`z${d.index}`}>{z(d.index)}</label>
						<div class="track">
							<Histogram bars={d.histogram} />
							<input
								id={`z${d.index}`}
								type="range"
								min={d.low}
								max={d.high}
								step="0.01"
								value={code[d.index]}
								aria-valuetext={`${fixed(code[d.index]!, 2)}${d.dead ? ", tells nothing of the image" : ""}`}
								onInput={(e) => set(code.map((v, j) => (j === d.index ? Number(e.currentTarget.value) : v)))}
							/>
						</div>
						<output for={`z${d.index}`}>{fixed(code[d.index]!, 2)}</output>
						<span class="figure" title={d.dead ? "tells nothing of the image" : undefined}>
							{isNaN(d.figure) ? "" : fixed(d.figure, 2)}
						</span>
					</li>
				))}
			</ol>
			{dimensions.length > shown && (
				<button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
					{all ? "Fewer" : `All ${dimensions.length}`}
				</button>
			)}
		</section>
	);
}

// Histogram shows where the codes of the images are.
function Histogram({ bars }: { bars: number[] }) {
	const highest = Math.max(1, ...bars);
	const steps = bars.map((b, i) => `M${i} 1V${1 - b / highest}H${i + 1}V1`).join("");
	return (
		<svg class="histogram" viewBox={`0 0 ${Math.max(1, bars.length)} 1`} preserveAspectRatio="none" aria-hidden="true">
			<path d={steps} />
		</svg>
	);
}
