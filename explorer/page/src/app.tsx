// The page: what is chosen, and who shows it.

import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { colourOf } from "./colours";
import { Dimensions } from "./dimensions";
import { fixed, many, z } from "./format";
import { move, project } from "./geometry";
import { Header, Hover } from "./header";
import { Here } from "./here";
import { latest } from "./latest";
import { Look } from "./look";
import { Neighbours } from "./look";
import { Plane, type Mark } from "./plane";
import { one } from "./pixels";
import { Curves, Epochs } from "./training";
import type { About, Axes, Backend, Card, History, Look as LookData, Near, Plane as PlaneData, Unlikely } from "./types";
import { Strip, Wall, type Pin } from "./wall";

export function App({ backend }: { backend: Backend }) {
	const [about, setAbout] = useState<About | null>(null);
	const [history, setHistory] = useState<History | null>(null);
	const [problem, setProblem] = useState("");
	const [lost, setLost] = useState(false);
	const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? "");

	useEffect(() => {
		const refresh = latest(() => backend.about(), setAbout, (e) => setProblem(e.message));
		const remember = latest(() => backend.history(), setHistory, (e) => setProblem(e.message));
		const all = () => {
			refresh(null);
			remember(null);
		};
		all();
		return backend.follow((news) => {
			setLost(news === "lost");
			news === "history" ? all() : refresh(null);
			if (news === "back") {
				remember(null);
			}
		});
	}, []);

	const card = about?.model ?? null;
	return (
		<>
			<Header about={about} history={history} lost={lost} theme={theme} setTheme={setTheme} live={backend.live} />
			{problem && <p class="problem banner" role="alert">{problem}</p>}
			<main>
				{!about ? <p class="empty">Loading…</p> : !card ? <Waiting about={about} /> : <Explorer key={card.latent} backend={backend} card={card} theme={theme} failed={(e) => setProblem(e.message)} />}
				{history && (
					<div class="bottom">
						<Curves history={history} theme={theme} />
						{backend.live && <Epochs history={history} backend={backend} />}
					</div>
				)}
			</main>
		</>
	);
}

// Waiting says what there is to do before there is a model.
function Waiting({ about }: { about: About }) {
	return (
		<div class="empty">
			<p>{about.problem || "There is no checkpoint yet: the run writes its first after its first epoch."}</p>
			{about.state !== "running" && <p>To train on: <code>{about.command}</code></p>}
		</div>
	);
}

function Explorer({ backend, card, theme, failed }: { backend: Backend; card: Card; theme: string; failed: (e: Error) => void }) {
	const [prior, setPrior] = useState(card.priors[0]!.name);
	const [axes, setAxes] = useState<Axes>(null);
	const [plane, setPlane] = useState<PlaneData | null>(null);
	const [points, setPoints] = useState<Float32Array | null>(null);
	const [labels, setLabels] = useState<Int32Array | null>(null);
	const [hidden, setHidden] = useState<Set<number>>(new Set());
	const [code, setCode] = useState<Float32Array>(() => new Float32Array(card.latent));
	const [label, setLabel] = useState<number | null>(card.classes?.[0]?.label ?? null);
	const [drawn, setDrawn] = useState(false);
	const [image, setImage] = useState<Uint8Array | null>(null);
	const [near, setNear] = useState<Near | null>(null);
	const [look, setLook] = useState<LookData | null>(null);
	const [looking, setLooking] = useState(false);
	const [refused, setRefused] = useState("");
	const [hover, setHover] = useState<{ look: LookData; at: [number, number] } | null>(null);
	const [pins, setPins] = useState<{ a: Pin | null; b: Pin | null }>({ a: null, b: null });
	const [unlikely, setUnlikely] = useState<Unlikely[]>([]);
	const [thumbnails, setThumbnails] = useState<Map<number, Uint8Array>>(new Map());

	const encoded = card.data !== null;
	const nameOf = useCallback((l: number) => card.data?.names?.[card.data.labels!.indexOf(l)] ?? String(l), [card]);

	// What depends on the checkpoint, the plane and the prior.
	useEffect(() => {
		let current = true;
		if (encoded) {
			Promise.all([backend.plane(axes, prior), backend.points(axes), backend.labels()]).then(([plane, points, labels]) => {
				if (current) {
					setPlane(plane);
					setPoints(points);
					setLabels(labels);
				}
			}, failed);
		}
		return () => {
			current = false;
		};
	}, [card.step, card.path, axes, prior]);
	useEffect(() => {
		if (card.nelbo) {
			backend.unlikely().then(setUnlikely, failed);
		}
	}, [card.step, card.nelbo !== null]);

	// The code is decoded as fast as it moves; what is around it waits until it rests.
	const [decode] = useState(() =>
		latest(({ code, label, drawn }: { code: Float32Array; label: number | null; drawn: boolean }) => backend.decode(code, label, drawn ? 1 : undefined), setImage, failed),
	);
	const [around] = useState(() => latest(({ code, label, prior }: { code: Float32Array; label: number | null; prior: string }) => backend.near(code, label, prior), setNear, failed));
	useEffect(() => {
		decode({ code, label, drawn });
		const rest = setTimeout(() => encoded && around({ code, label, prior }), 120);
		return () => clearTimeout(rest);
	}, [code, label, drawn, prior, card.step]);

	const need = useCallback(latest(async (numbers: number[]) => ({ numbers, images: await backend.images(numbers) }), ({ numbers, images }) => {
		setThumbnails((old) => {
			const all = new Map(old);
			numbers.forEach((n, i) => all.set(n, one(images, i, card)));
			return all;
		});
	}, failed), []);
	useEffect(() => {
		const wanted = [near?.neighbours, look?.neighbours, unlikely].flatMap((l) => l?.map((n) => n.image) ?? []);
		const missing = [...new Set(wanted)].filter((i) => !thumbnails.has(i));
		if (missing.length) {
			need(missing);
		}
	}, [near, look, unlikely, thumbnails]);

	const shown = useCallback((l: LookData) => {
		setLook(l);
		setCode(l.mean);
		setLooking(false);
		setRefused("");
	}, []);
	const refuse = useCallback((e: Error) => {
		setLooking(false);
		setRefused(e.message);
	}, []);
	const choose = useCallback((i: number) => {
		setLooking(true);
		backend.look(i).then((l) => {
			if (card.conditional && l.label >= 0) {
				setLabel(l.label);
			}
			shown(l);
		}, refuse);
	}, [card]);
	const send = (picture: Uint8Array | File) => {
		setLooking(true);
		backend.lookAt(picture, label).then(shown, refuse);
	};
	const [glance] = useState(() => latest(async ({ i, at }: { i: number; at: [number, number] | null }) => (i < 0 || !at ? null : { look: await backend.look(i), at }), setHover, () => setHover(null)));

	const scattered = useMemo(() => {
		if (!points || !labels) {
			return null;
		}
		const occurring = card.data?.labels ?? [];
		const place = new Map(occurring.map((l, i) => [l, i]));
		return { points, places: labels.map((l) => place.get(l) ?? -1), hidden };
	}, [points, labels, hidden]);
	const marks: Mark[] = plane ? (["a", "b"] as const).flatMap((n) => (pins[n] ? [{ name: n.toUpperCase(), at: project(plane, pins[n]!.code) }] : [])) : [];
	const pin = (name: "a" | "b") => image && setPins({ ...pins, [name]: { code, image } });
	const randomise = () =>
		backend.sample({ n: 1, seed: Math.floor(Math.random() * 2 ** 31), temperature: 1, prior, label: null, pixels: false }).then((s) => setCode(s.codes), failed);
	const middle = () => setCode(plane ? Float32Array.from(plane.mean) : new Float32Array(card.latent));
	useEffect(() => {
		if (plane && !look) {
			choose(0); // there is something to see at once
		}
	}, [plane]);

	const figure = (d: number) => card.dimensions?.find((v) => v.index === d);
	const percent = (share: number) => ` (${fixed(100 * share, 0)} % of the variance)`;
	const axisNames: [string, string] = plane
		? axes
			? [z(axes.x), z(axes.y)]
			: ["first principal component" + percent(plane.share[0]), "second" + percent(plane.share[1])]
		: ["", ""];
	return (
		<>
			<div class="columns">
				<section class="panel latent" aria-label="Latent plane">
					<h2>
						Latent plane{" "}
						<small>{card.data ? `${many(card.data.images, "code")} of ${card.data.split} images of ${card.data.source}` : ""}</small>
					</h2>
					{card.data && <PlaneChoice card={card} axes={axes} setAxes={setAxes} prior={prior} setPrior={setPrior} figure={(d) => figure(d)?.figure} />}
					{!encoded ? (
						<p class="empty">{card.missing || "There are no images to encode."} Name some: <code>vae explore RUN DATA</code></p>
					) : !plane || !scattered ? (
						<p class="empty">Encoding…</p>
					) : (
						<Plane
							plane={plane}
							scattered={scattered}
							names={axisNames}
							cursor={project(plane, code)}
							marks={marks}
							look={look}
							theme={theme}
							move={(to) => setCode((c) => move(plane, c, to))}
							hover={(i, at) => glance({ i, at })}
							choose={choose}
						/>
					)}
					<Legend card={card} hidden={hidden} setHidden={setHidden} />
				</section>
				<div class="column">
					<Here card={card} image={image} near={near} draws={backend.draws} drawn={drawn} label={label} thumbnails={thumbnails} nameOf={nameOf} setDrawn={setDrawn} setLabel={setLabel} pin={pin} choose={choose} />
					<Look card={card} look={look} busy={looking} problem={refused} nameOf={nameOf} thumbnails={thumbnails} choose={choose} send={send} />
				</div>
				<Dimensions card={card} code={code} set={setCode} reset={middle} randomise={randomise} />
			</div>
			<div class="middle">
				<Wall backend={backend} card={card} prior={prior} failed={failed} choose={(c, l) => { setCode(c); if (l !== null && card.conditional) { setLabel(l); } }} />
				<div class="column">
					<Strip backend={backend} card={card} label={label} pins={pins} choose={setCode} failed={failed} />
					{unlikely.length > 0 && (
						<section class="panel unlikely" aria-label="Least likely images">
							<Neighbours
								title={`Least likely of ${card.scored.toLocaleString("en")} ${card.data!.split} images`}
								card={card}
								neighbours={unlikely.map((u) => ({ ...u, distance: 0 }))}
								thumbnails={thumbnails}
								nameOf={nameOf}
								choose={choose}
								caption={(n) => fixed(unlikely.find((u) => u.image === n.image)!.log_p, 0)}
							/>
							<p class="hint">{card.conditional ? "log p(x|y)" : "log p(x)"} in nats, K = {card.samples}; {card.kind}</p>
						</section>
					)}
				</div>
			</div>
			{hover && <Hover {...hover} card={card} nameOf={nameOf} />}
		</>
	);
}

interface ChoiceProps {
	card: Card;
	axes: Axes;
	setAxes: (axes: Axes) => void;
	prior: string;
	setPrior: (prior: string) => void;
	figure: (dimension: number) => number | undefined;
}

// PlaneChoice chooses the axes of the plane and the prior whose contours it shows.
function PlaneChoice({ card, axes, setAxes, prior, setPrior, figure }: ChoiceProps) {
	const order = card.dimensions?.map((d) => d.index) ?? Array.from({ length: card.latent }, (_, j) => j);
	const options = order.map((j) => <option key={j} value={j}>{z(j)}{figure(j) === undefined ? "" : ` · ${fixed(figure(j)!, 2)} nats`}</option>);
	const choose = (axis: "x" | "y") => (e: { currentTarget: HTMLSelectElement }) => {
		const j = Number(e.currentTarget.value);
		const other = axes?.[axis === "x" ? "y" : "x"] ?? order.find((k) => k !== j)!;
		setAxes({ x: 0, y: 0, ...axes, [axis]: j, [axis === "x" ? "y" : "x"]: other === j ? order.find((k) => k !== j)! : other });
	};
	return (
		<div class="row">
			<label>
				axes{" "}
				<select value={axes ? "dimensions" : "pca"} onChange={(e) => setAxes(e.currentTarget.value === "pca" ? null : { x: order[0]!, y: order[1]! })}>
					<option value="pca">principal components</option>
					{card.latent > 1 && <option value="dimensions">two dimensions</option>}
				</select>
			</label>
			{axes && (
				<>
					<label>x <select value={axes.x} onChange={choose("x")}>{options}</select></label>
					<label>y <select value={axes.y} onChange={choose("y")}>{options}</select></label>
				</>
			)}
			<label>
				prior{" "}
				<select value={prior} onChange={(e) => setPrior(e.currentTarget.value)}>
					{card.priors.map((p) => <option key={p.name} value={p.name}>{p.title}{p.name === "fitted" ? " (fitted)" : ""}</option>)}
				</select>
			</label>
		</div>
	);
}

// Legend names the labels, and hides those that are switched off.
function Legend({ card, hidden, setHidden }: { card: Card; hidden: Set<number>; setHidden: (hidden: Set<number>) => void }) {
	const labels = card.data?.labels ?? [];
	const toggle = (place: number) => {
		const all = new Set(hidden);
		all.has(place) ? all.delete(place) : all.add(place);
		setHidden(all);
	};
	return (
		<div class="legend">
			<span class="prior">p(z) at 1, 2, 3 σ</span> <span class="aggregate">q(z), all codes</span>
			{labels.slice(0, 30).map((label, place) => (
				<button key={label} type="button" class="label" aria-pressed={!hidden.has(place)} onClick={() => toggle(place)}>
					<i style={{ background: colourOf(place, "var(--ink)") }} /> {card.data!.names?.[place] || label}
				</button>
			))}
			{labels.length > 30 && <span>and {labels.length - 30} more</span>}
		</div>
	);
}

