// What the model makes of an image: x, its reconstruction, their difference, log p(x).

import { Pad } from "./pad";
import { difference, Pixels, type Shape } from "./pixels";
import { fixed, many, ordinal } from "./format";
import type { Card, Look as LookData, Neighbour } from "./types";

interface Props {
	card: Card;
	look: LookData | null;
	busy: boolean;
	problem: string;
	nameOf: (label: number) => string;
	thumbnails: Map<number, Uint8Array>;
	choose: (image: number) => void;
	send: (picture: Uint8Array | File) => void;
}

export function Look(props: Props) {
	const { card, look, nameOf } = props;
	return (
		<section class="panel look" aria-label="An image and its reconstruction">
			<h2>
				Image{" "}
				<small>
					{look
						? look.image < 0
							? "of your own"
							: `${look.number}${look.file ? ` · ${look.file}` : ""}`
						: "click a point, draw, or drop a picture"}
				</small>
			</h2>
			<div class={"three" + (props.busy ? " busy" : "")}>
				<Shown image={look?.original ?? null} shape={card} name="x" alt="The image x" />
				<Shown
					image={look?.reconstruction ?? null}
					shape={card}
					name="x̂ = E[x|z]"
					alt="Its reconstruction, the mean of p(x|z)"
				/>
				<Shown
					image={look && difference(look.original, look.reconstruction)}
					shape={card}
					name="2·|x − x̂|"
					alt="Twice the absolute difference"
				/>
			</div>
			<p class="figures" aria-live="polite">
				{look && figures(card, look, nameOf)}
			</p>
			{props.problem && (
				<p class="problem" role="alert">
					{props.problem}
				</p>
			)}
			{look && look.neighbours.length > 0 && (
				<Neighbours title="Nearest in the data" {...props} neighbours={look.neighbours} />
			)}
			<Pad shape={card} dark={(card.data?.brightness ?? 0) < 0.5} send={props.send} />
		</section>
	);
}

function Shown({ image, shape, name, alt }: { image: Uint8Array | null; shape: Shape; name: string; alt: string }) {
	return (
		<figure>
			<Pixels image={image} shape={shape} alt={alt} />
			<figcaption>{name}</figcaption>
		</figure>
	);
}

function figures(card: Card, look: LookData, nameOf: (label: number) => string): string {
	const parts = [look.label < 0 ? "" : `label ${nameOf(look.label)}`];
	const given = card.conditional ? "log p(x|y)" : "log p(x)";
	const s = look.scores;
	if (s) {
		parts.push(`${given} ≥ ${fixed(s.log_p, 1)} ± ${fixed(s.error, 1)} nats (K = ${card.samples})`);
	}
	if (look.percentile !== null) {
		parts.push(
			`${ordinal(Math.round(look.percentile))} percentile of ${many(card.scored, `${card.data!.split} image`)}`,
		);
	}
	if (s) {
		parts.push(`−ELBO ${fixed(s.nelbo, 1)} = recon ${fixed(s.recon, 1)} + KL ${fixed(s.kl, 1)}`);
	}
	return parts.filter(Boolean).join(" · ");
}

// Neighbours shows images as buttons that choose them.
export function Neighbours(props: {
	title: string;
	card: Card;
	neighbours: Neighbour[];
	thumbnails: Map<number, Uint8Array>;
	nameOf: (label: number) => string;
	choose: (image: number) => void;
	caption?: (n: Neighbour) => string;
}) {
	return (
		<>
			<h3>{props.title}</h3>
			<ul class="thumbnails">
				{props.neighbours.map((n) => {
					const label = n.label < 0 ? "" : `, label ${props.nameOf(n.label)}`;
					return (
						<li key={n.image}>
							<button type="button" onClick={() => props.choose(n.image)} aria-label={`Image ${n.image}${label}`}>
								<Pixels image={props.thumbnails.get(n.image) ?? null} shape={props.card} alt="" />
							</button>
							{props.caption && <span>{props.caption(n)}</span>}
						</li>
					);
				})}
			</ul>
		</>
	);
}
