// The sample wall: images drawn from the prior; and the strip between two codes.

import { useEffect, useState } from "preact/hooks";
import { fixed } from "./format";
import { latest } from "./latest";
import { one, Pixels } from "./pixels";
import type { Backend, Card, Draws, Sampled } from "./types";

interface WallProps {
	backend: Backend;
	card: Card;
	prior: string;
	choose: (code: Float32Array, label: number | null) => void;
	failed: (e: Error) => void;
}

const wall = 64; // images

export function Wall({ backend, card, prior, choose, failed }: WallProps) {
	const [draws, setDraws] = useState<Omit<Draws, "prior">>({
		n: wall,
		seed: 1,
		temperature: 1,
		label: null,
		pixels: false,
	});
	const [sampled, setSampled] = useState<Sampled | null>(null);
	const [ask] = useState(() => latest((d: Draws) => backend.sample(d), setSampled, failed));
	const classes = card.priors.find((p) => p.name === prior)?.classes ?? card.classes;
	const label = classes?.some((c) => c.label === draws.label) ? draws.label : null;
	useEffect(() => ask({ ...draws, label, prior }), [draws, prior, card.step]);
	const change = (part: Partial<Draws>) => setDraws({ ...draws, ...part });
	return (
		<section class="panel wall" aria-label="Samples">
			<h2>
				Samples <small>from the prior, {card.priors.find((p) => p.name === prior)?.title}</small>
			</h2>
			<div class="row">
				<label>
					temperature{" "}
					<input
						type="range"
						min="0"
						max="1.5"
						step="0.05"
						value={draws.temperature}
						onInput={(e) => change({ temperature: Number(e.currentTarget.value) })}
					/>{" "}
					<output>{fixed(draws.temperature, 2)}</output>
				</label>
				{classes && (
					<label>
						class{" "}
						<select
							value={String(label ?? "")}
							onChange={(e) => change({ label: e.currentTarget.value === "" ? null : Number(e.currentTarget.value) })}
						>
							<option value="">any</option>
							{classes.map((c) => (
								<option key={c.label} value={c.label}>
									{c.name || c.label}
								</option>
							))}
						</select>
					</label>
				)}
				{backend.draws && (
					<label>
						<input
							type="checkbox"
							checked={draws.pixels}
							onChange={(e) => change({ pixels: e.currentTarget.checked })}
						/>{" "}
						draw pixels too
					</label>
				)}
				<button type="button" onClick={() => change({ seed: draws.seed + 1 })}>
					Draw again
				</button>
				<span class="hint">seed {draws.seed}</span>
			</div>
			<ul class="tiles">
				{Array.from({ length: wall }, (_, i) => (
					<li key={i}>
						<button
							type="button"
							aria-label={`Sample ${i + 1}`}
							disabled={!sampled}
							onClick={() =>
								sampled &&
								choose(sampled.codes.slice(i * card.latent, (i + 1) * card.latent), sampled.labels?.[i] ?? null)
							}
						>
							<Pixels image={sampled && one(sampled.pixels, i, card)} shape={card} alt="" />
						</button>
					</li>
				))}
			</ul>
		</section>
	);
}

export interface Pin {
	code: Float32Array;
	image: Uint8Array;
}

interface StripProps {
	backend: Backend;
	card: Card;
	label: number | null;
	pins: { a: Pin | null; b: Pin | null };
	choose: (code: Float32Array) => void;
	failed: (e: Error) => void;
}

const steps = 11; // of a strip, with both ends

export function Strip({ backend, card, label, pins: { a, b }, choose, failed }: StripProps) {
	const [images, setImages] = useState<Uint8Array | null>(null);
	const [codes, setCodes] = useState<Float32Array | null>(null);
	const [ask] = useState(() =>
		latest(
			({ codes, label }: { codes: Float32Array; label: number | null }) => backend.decode(codes, label),
			setImages,
			failed,
		),
	);
	useEffect(() => {
		if (!a || !b) {
			return;
		}
		const all = new Float32Array(steps * card.latent);
		for (let i = 0; i < steps; i++) {
			const t = i / (steps - 1);
			all.set(
				a.code.map((v, j) => (1 - t) * v + t * b.code[j]!),
				i * card.latent,
			);
		}
		setCodes(all);
		ask({ codes: all, label });
	}, [a, b, label, card.step]);
	return (
		<section class="panel strip" aria-label="Interpolation">
			<h2>
				Interpolation <small>from A to B, along a straight line</small>
			</h2>
			{!(a && b) && (
				<p class="hint">
					Pin A and B to see the images between them
					{a ? ": A is set, B is missing" : b ? ": B is set, A is missing" : ""}.
				</p>
			)}
			<ul class="tiles line">
				{a &&
					b &&
					images &&
					codes &&
					Array.from({ length: steps }, (_, i) => (
						<li key={i}>
							<button
								type="button"
								aria-label={`Step ${i} of ${steps - 1} from A to B`}
								onClick={() => choose(codes.slice(i * card.latent, (i + 1) * card.latent))}
							>
								<Pixels image={one(images, i, card)} shape={card} alt="" />
							</button>
							<span>{i === 0 ? "A" : i === steps - 1 ? "B" : ""}</span>
						</li>
					))}
			</ul>
		</section>
	);
}
