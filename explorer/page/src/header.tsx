// The line at the top, and the card that follows the pointer.

import { Pixels } from "./pixels";
import { fixed, many } from "./format";
import type { About, Card, History, Look } from "./types";

interface Props {
	about: About | null;
	history: History | null;
	lost: boolean;
	live: boolean;
	theme: string;
	setTheme: (theme: string) => void;
}

export function Header({ about, history, lost, live, theme, setTheme }: Props) {
	const card = about?.model;
	const dark = theme === "dark" || (theme === "" && matchMedia("(prefers-color-scheme: dark)").matches);
	const turn = () => {
		const next = dark ? "light" : "dark";
		document.documentElement.dataset.theme = next;
		try {
			localStorage.setItem("theme", next);
		} catch {
			// a page from a file may keep nothing
		}
		setTheme(next);
	};
	return (
		<header>
			<h1>{about?.name ?? "vae"}</h1>
			<p class="facts">{card && facts(card)}</p>
			<p class={"state " + (lost ? "lost" : (history?.state ?? ""))} role="status">
				{!live ? "one file: no server, no network" : lost ? lastStatus(about, history) : status(about, history)}
			</p>
			<div class="row">
				<button type="button" onClick={turn} aria-label={dark ? "Light colours" : "Dark colours"}>
					{dark ? "light" : "dark"}
				</button>
				{live && !lost && card?.data && (
					<a class="button" href="api/export" download={`${about?.name ?? "run"}.html`}>
						export
					</a>
				)}
			</div>
		</header>
	);
}

function facts(card: Card): string {
	const parts = [card.network, `latent ${card.latent}`, card.likelihood];
	if (card.epoch) {
		parts.push(`epoch ${card.epoch}`);
	}
	if (card.nelbo) {
		const error = card.nelbo.standard_error;
		const spread = error === null ? "" : ` ± ${fixed(error, 2)}`;
		parts.push(`−ELBO ${fixed(card.nelbo.mean, 2)}${spread} nats of ${many(card.scored, `${card.data!.split} image`)}`);
	}
	return parts.join(" · ");
}

function status(about: About | null, history: History | null): string {
	if (!history) {
		return "";
	}
	switch (history.state) {
		case "running":
			return `training: ${history.epochs} of ${many(history.asked, "epoch")}`;
		case "interrupted":
			return `stopped after ${history.epochs} of ${many(history.asked, "epoch")}; ${about?.command} goes on`;
		case "done":
			return `training has ended, ${many(history.epochs, "epoch")}`;
	}
	return "what the run says of itself cannot be read";
}

// lastStatus is the status once the server is lost: that of vae train --serve ends with the training.
function lastStatus(about: About | null, history: History | null): string {
	const ended = history && history.state !== "running" ? status(about, history) + "; " : "";
	return ended + "lost the server: what is here stays; start vae explore again";
}

// Hover shows the image under the pointer.
export function Hover({
	look,
	at,
	card,
	nameOf,
}: {
	look: Look;
	at: [number, number];
	card: Card;
	nameOf: (label: number) => string;
}) {
	const left = Math.min(at[0] + 14, innerWidth - 190);
	const top = Math.min(at[1] + 14, innerHeight - 130);
	return (
		<div class="hover" style={{ left: `${left}px`, top: `${top}px` }} aria-hidden="true">
			<Pixels image={look.original} shape={card} alt="" />
			<Pixels image={look.reconstruction} shape={card} alt="" />
			<p>
				{look.label < 0 ? "" : `label ${nameOf(look.label)} · `}image {look.number}
			</p>
		</div>
	);
}
