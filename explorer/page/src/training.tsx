// Curves of the training, and the pictures of its epochs.

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { fixed, many } from "./format";
import type { Backend, Figures, History } from "./types";

const terms: { key: keyof Figures; name: string }[] = [
	{ key: "nelbo", name: "−ELBO" },
	{ key: "recon", name: "recon" },
	{ key: "kl", name: "KL" },
];

export function Curves({ history, theme }: { history: History; theme: string }) {
	const rows = history.rows ?? [];
	const last = rows[rows.length - 1];
	return (
		<section class="panel curves" aria-label="Training curves">
			<h2>
				Training{" "}
				<small>
					{history.state !== "lost" &&
						`${history.epochs} of ${many(history.asked, "epoch")}, ${history.state}${history.best ? ` · best after epoch ${history.best}` : ""} · nats per image`}
				</small>
			</h2>
			{history.state === "lost" ? (
				<p class="hint">The figures of the epochs cannot be read.</p>
			) : rows.length === 0 ? (
				<p class="hint">The first epoch has not ended yet.</p>
			) : (
				<>
					<div class="three">
						{terms.map((t) => (
							<Curve key={t.key} history={history} term={t.key} name={t.name} theme={theme} />
						))}
					</div>
					<p class="legend">
						<span class="training">training</span> <span class="validation">validation</span>{" "}
						<span class="best">best</span>{" "}
						{last &&
							`epoch ${last.epoch}: ${terms.map((t) => `${t.name} ${both(last.train?.[t.key], last.validation?.[t.key])}`).join(", ")}`}
					</p>
				</>
			)}
		</section>
	);
}

function both(training?: number, validation?: number): string {
	const text = (v?: number) => (v === undefined ? "lost" : fixed(v, 2));
	return validation === undefined ? text(training) : `${text(training)} / ${text(validation)}`;
}

const titleHeight = 24; // of a plot, in pixels

function Curve({ history, term, name, theme }: { history: History; term: keyof Figures; name: string; theme: string }) {
	const frame = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const element = frame.current!; // which outlives the reference to it
		const style = getComputedStyle(element);
		const colour = (v: string) => style.getPropertyValue(v).trim();
		const rows = history.rows ?? [];
		const axis: uPlot.Axis = {
			stroke: colour("--quiet"),
			grid: { stroke: colour("--line"), width: 1 },
			ticks: { show: false },
			font: "11px system-ui, sans-serif",
		};
		const size = () => ({ width: element.clientWidth, height: element.clientHeight - titleHeight });
		const plot = new uPlot(
			{
				...size(),
				title: name,
				legend: { show: false },
				cursor: { y: false, points: { show: true } },
				scales: { x: { time: false, range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) } },
				axes: [
					{ ...axis, size: 24, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
					{ ...axis, size: 46 },
				],
				series: [
					{},
					{ stroke: colour("--training"), width: 2, dash: [5, 4], points: { show: rows.length < 3 } },
					{ stroke: colour("--validation"), width: 2, points: { show: rows.length < 3 } },
				],
				hooks: { draw: [(u) => markBest(u, history.best, colour("--ink"))] },
			},
			[
				rows.map((r) => r.epoch),
				rows.map((r) => r.train?.[term] ?? null),
				rows.map((r) => r.validation?.[term] ?? null),
			],
			element,
		);
		const watch = new ResizeObserver(() => plot.setSize(size()));
		watch.observe(element);
		return () => {
			watch.disconnect();
			plot.destroy();
		};
	}, [history, theme]);
	return (
		<div
			ref={frame}
			class="curve"
			role="img"
			aria-label={`${name} over ${many(history.epochs, "epoch")}, in nats per image`}
		/>
	);
}

// markBest draws a line at the best epoch.
function markBest(u: uPlot, epoch: number, colour: string): void {
	if (!epoch) {
		return;
	}
	const x = u.valToPos(epoch, "x", true);
	u.ctx.save();
	u.ctx.strokeStyle = colour;
	u.ctx.setLineDash([2, 3]);
	u.ctx.beginPath();
	u.ctx.moveTo(x, u.bbox.top);
	u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
	u.ctx.stroke();
	u.ctx.restore();
}

// Epochs shows the samples and reconstructions that the run saved, epoch by epoch.
export function Epochs({ history, backend }: { history: History; backend: Backend }) {
	const saved = history.pictures ?? [];
	const [chosen, choose] = useState<number | null>(null); // null: the newest
	const at = Math.min(chosen ?? saved.length - 1, saved.length - 1);
	const picture = saved[at];
	return (
		<section class="panel epochs" aria-label="Pictures of each epoch">
			<h2>
				Epochs <small>the same codes and images after each of them</small>
			</h2>
			{!picture ? (
				<p class="hint">The run has saved no pictures yet.</p>
			) : (
				<>
					<div class="row">
						<button type="button" aria-label="Epoch before" disabled={at === 0} onClick={() => choose(at - 1)}>
							◀
						</button>
						<input
							type="range"
							min="0"
							max={saved.length - 1}
							value={at}
							aria-label="Epoch"
							aria-valuetext={`epoch ${picture.epoch}`}
							onInput={(e) =>
								choose(Number(e.currentTarget.value) === saved.length - 1 ? null : Number(e.currentTarget.value))
							}
						/>
						<button
							type="button"
							aria-label="Epoch after"
							disabled={at === saved.length - 1}
							onClick={() => choose(at + 1 === saved.length - 1 ? null : at + 1)}
						>
							▶
						</button>
						<output>epoch {picture.epoch}</output>
					</div>
					<div class="two">
						{picture.samples && (
							<figure>
								<img src={backend.picture(picture.samples)} alt={`Samples after epoch ${picture.epoch}`} />
								<figcaption>samples</figcaption>
							</figure>
						)}
						{picture.reconstructions && (
							<figure>
								<img
									src={backend.picture(picture.reconstructions)}
									alt={`Images above their reconstructions after epoch ${picture.epoch}`}
								/>
								<figcaption>images above reconstructions</figcaption>
							</figure>
						)}
					</div>
				</>
			)}
		</section>
	);
}
