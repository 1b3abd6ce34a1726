// The image at the cursor, and how far from the data it is.

import { Neighbours } from "./look";
import { fixed } from "./format";
import { Pixels } from "./pixels";
import type { Card, Near } from "./types";

interface Props {
	card: Card;
	image: Uint8Array | null;
	near: Near | null;
	draws: boolean; // pixels can be drawn
	drawn: boolean; // and are, not their mean
	label: number | null;
	thumbnails: Map<number, Uint8Array>;
	nameOf: (label: number) => string;
	setDrawn: (drawn: boolean) => void;
	setLabel: (label: number) => void;
	pin: (name: "a" | "b") => void;
	choose: (image: number) => void;
}

export function Here(props: Props) {
	const { card, image, near } = props;
	return (
		<section class="panel here" aria-label="The image at the cursor">
			<div class="decoded">
				<Pixels
					image={image}
					shape={card}
					alt={props.drawn ? "A draw from p(x|z) at the cursor" : "The mean of p(x|z) at the cursor"}
					className="large"
				/>
				<div>
					<h2>At the cursor</h2>
					<p class="where" aria-live="polite">
						{near ? words(near) : " "}
					</p>
					<p class="figures">
						{near &&
							`log q(z) ${fixed(near.aggregate, 1)}${near.prior === null ? "" : ` · log p(z) ${fixed(near.prior, 1)}`} nats`}
					</p>
					{card.classes && (
						<p>
							<label>
								class{" "}
								<select value={String(props.label)} onChange={(e) => props.setLabel(Number(e.currentTarget.value))}>
									{card.classes.map((c) => (
										<option key={c.label} value={c.label}>
											{c.name || c.label}
										</option>
									))}
								</select>
							</label>
						</p>
					)}
					{props.draws && (
						<p>
							<label title="The image of a code is a mean; a draw from p(x|z) differs from it">
								<input
									type="checkbox"
									checked={props.drawn}
									onChange={(e) => props.setDrawn(e.currentTarget.checked)}
								/>{" "}
								draw pixels
							</label>
						</p>
					)}
					<div class="row">
						<button type="button" onClick={() => props.pin("a")}>
							Pin A
						</button>
						<button type="button" onClick={() => props.pin("b")}>
							Pin B
						</button>
					</div>
				</div>
			</div>
			{near && <Neighbours title="Encoded nearest to here" {...props} neighbours={near.neighbours} />}
		</section>
	);
}

// words says how usual the density of codes is at a place.
function words(near: Near): string {
	const percent = 100 * near.usual;
	if (near.usual === 0) {
		return "Nothing was encoded near here: q(z) is smaller than at any image’s code.";
	}
	if (percent < 5) {
		return `Few images were encoded near here: q(z) is larger at ${fixed(100 - percent, 1)} % of images’ codes.`;
	}
	return `Among the data: q(z) is larger than at ${fixed(percent, 0)} % of images’ codes.`;
}
