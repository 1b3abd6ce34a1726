// A checkpoint: its latent plane, the image at the cursor, an image and its reconstruction, the
// dimensions, samples.

import { useEffect, useState } from "preact/hooks";
import { Dimensions } from "./dimensions";
import { fixed } from "./format";
import { Hover } from "./header";
import { Here } from "./here";
import { useDecoded, useHover, useLook, usePlane, useThumbnails, useUnlikely, type Failed } from "./hooks";
import { Latent } from "./latent";
import { Look, Neighbours } from "./look";
import type { Axes, Backend, Card, Unlikely } from "./types";
import { Strip, Wall, type Pin } from "./wall";

interface Props {
	backend: Backend;
	card: Card;
	theme: string;
	failed: Failed;
}

export function Explorer({ backend, card, theme, failed }: Props) {
	const [prior, setPrior] = useState(card.priors[0].name);
	const [axes, setAxes] = useState<Axes>(null);
	const [hidden, setHidden] = useState<Set<number>>(new Set());
	const [code, setCode] = useState<Float32Array>(() => new Float32Array(card.latent));
	const [label, setLabel] = useState<number | null>(card.classes?.[0]?.label ?? null);
	const [drawn, setDrawn] = useState(false);
	const [pins, setPins] = useState<{ a: Pin | null; b: Pin | null }>({ a: null, b: null });

	const codes = usePlane(backend, card, axes, prior, failed);
	const { image, near } = useDecoded(backend, card, { code, label, drawn, prior }, failed);
	const goTo = (code: Float32Array, of: number | null) => {
		setCode(code);
		if (card.conditional && of !== null && of >= 0) {
			setLabel(of);
		}
	};
	const looked = useLook(backend, card, label, (l) => goTo(l.mean, l.label));
	const unlikely = useUnlikely(backend, card, failed);
	const neighbours = [near?.neighbours ?? [], looked.look?.neighbours ?? [], unlikely].flat();
	const thumbnails = useThumbnails(
		backend,
		card,
		neighbours.map((n) => n.image),
		failed,
	);
	const { hover, glance } = useHover(backend);
	useEffect(() => {
		if (codes && !looked.look) {
			looked.choose(0); // there is something to see at once
		}
	}, [codes]);

	const nameOf = (l: number) => card.data?.names?.[card.data.labels!.indexOf(l)] || String(l);
	const images = { card, thumbnails, nameOf, choose: looked.choose };
	const reset = () => setCode(codes ? Float32Array.from(codes.plane.mean) : new Float32Array(card.latent));
	const randomise = () => {
		const seed = Math.floor(Math.random() * 2 ** 31);
		const draws = { n: 1, seed, temperature: 1, prior, label: null, pixels: false };
		backend.sample(draws).then((s) => goTo(s.codes, s.labels?.[0] ?? null), failed);
	};
	const wide = { "--wide": Math.min(Math.max(Math.sqrt(card.width / card.height), 1), 2.5) }; // images get more room
	return (
		<>
			<div class="columns" style={wide}>
				<Latent
					{...{ card, codes, axes, setAxes, prior, setPrior, hidden, setHidden, code, setCode, pins, theme, glance }}
					look={looked.look}
					choose={looked.choose}
				/>
				<div class="column">
					<Here
						{...images}
						{...{ image, near, drawn, setDrawn, label, setLabel }}
						draws={backend.draws}
						pin={(name) => image && setPins({ ...pins, [name]: { code, image } })}
					/>
					{card.data && <Look {...images} {...looked} />}
				</div>
				<Dimensions card={card} code={code} set={setCode} reset={reset} randomise={randomise} />
			</div>
			<div class="middle" style={wide}>
				<Wall {...{ backend, card, prior, failed }} choose={goTo} />
				<div class="column">
					<Strip {...{ backend, card, label, pins, failed }} choose={setCode} />
					{unlikely.length > 0 && <LeastLikely {...images} unlikely={unlikely} />}
				</div>
			</div>
			{hover && <Hover {...hover} card={card} nameOf={nameOf} />}
		</>
	);
}

interface LeastLikelyProps {
	card: Card;
	unlikely: Unlikely[];
	thumbnails: Map<number, Uint8Array>;
	nameOf: (label: number) => string;
	choose: (image: number) => void;
}

function LeastLikely({ card, unlikely, ...images }: LeastLikelyProps) {
	const logP = new Map(unlikely.map((u) => [u.image, u.log_p]));
	return (
		<section class="panel unlikely" aria-label="Least likely images">
			<Neighbours
				title={`Least likely of ${card.scored.toLocaleString("en")} ${card.data!.split} images`}
				card={card}
				neighbours={unlikely.map((u) => ({ ...u, distance: 0 }))}
				caption={(n) => fixed(logP.get(n.image)!, 0)}
				{...images}
			/>
			<p class="hint">
				{card.conditional ? "log p(x|y)" : "log p(x)"} in nats, K = {card.samples}; {card.kind}
			</p>
		</section>
	);
}
