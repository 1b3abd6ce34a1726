// What the page asks of its backend, as state that follows what was chosen.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { latest } from "./latest";
import { one } from "./pixels";
import type { Axes, Backend, Card, Look, Near, Plane, Unlikely } from "./types";

export type Failed = (e: Error) => void;

// usePlane returns a plane through the codes, and the codes on it; null until they are there.
export function usePlane(backend: Backend, card: Card, axes: Axes, prior: string, failed: Failed) {
	const [codes, setCodes] = useState<{ plane: Plane; points: Float32Array; labels: Int32Array } | null>(null);
	useEffect(() => {
		let current = true;
		if (card.data) {
			Promise.all([backend.plane(axes, prior), backend.points(axes), backend.labels()]).then(
				([plane, points, labels]) => {
					if (current) {
						setCodes({ plane, points, labels });
					}
				},
				failed,
			);
		}
		return () => {
			current = false;
		};
	}, [card.step, card.path, axes, prior]);
	return codes;
}

// Place is a code, what of it is shown, and under which prior it is judged.
export interface Place {
	code: Float32Array;
	label: number | null; // that the model depends on
	drawn: boolean; // pixels are drawn, not their mean
	prior: string;
}

// useDecoded returns the image of a place, as fast as that moves, and what is around it once it
// rests. The request goes out before the page is painted: a frame earlier.
export function useDecoded(backend: Backend, card: Card, place: Place, failed: Failed) {
	const [image, setImage] = useState<Uint8Array | null>(null);
	const [near, setNear] = useState<Near | null>(null);
	const [decode] = useState(() =>
		latest((p: Place) => backend.decode(p.code, p.label, p.drawn ? 1 : undefined), setImage, failed),
	);
	const [around] = useState(() => latest((p: Place) => backend.near(p.code, p.label, p.prior), setNear, failed));
	useLayoutEffect(() => {
		decode(place);
		const rest = setTimeout(() => card.data && around(place), 120);
		return () => clearTimeout(rest);
	}, [place.code, place.label, place.drawn, place.prior, card.step]);
	return { image, near };
}

// useLook returns the image that was chosen or sent, as the newest checkpoint and its scores see it,
// and what chooses and sends. shown is told of every image that is chosen or sent.
export function useLook(backend: Backend, card: Card, label: number | null, shown: (look: Look) => void) {
	type Ask = () => Promise<Look>;
	const [look, setLook] = useState<Look | null>(null);
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const chosen = useRef<Ask | null>(null);
	const told = useRef<Ask | null>(null);
	const [take] = useState(() =>
		latest(
			(ask: Ask) => ask(),
			(l, ask) => {
				setLook(l);
				setBusy(false);
				setProblem("");
				if (told.current !== ask) {
					told.current = ask;
					shown(l);
				}
			},
			(e) => {
				chosen.current = null;
				setBusy(false);
				setProblem(e.message);
			},
		),
	);
	const choose = (ask: Ask) => {
		chosen.current = ask;
		setBusy(true);
		take(ask);
	};
	useEffect(() => {
		if (chosen.current) {
			take(chosen.current);
		}
	}, [card.step, card.nelbo !== null]);
	return {
		look,
		busy,
		problem,
		choose: (image: number) => choose(() => backend.look(image)),
		send: (picture: Uint8Array | File) => choose(() => backend.lookAt(picture, label)),
	};
}

// useUnlikely returns the least likely images, once the images are scored.
export function useUnlikely(backend: Backend, card: Card, failed: Failed): Unlikely[] {
	const [unlikely, setUnlikely] = useState<Unlikely[]>([]);
	useEffect(() => {
		if (card.nelbo) {
			backend.unlikely().then(setUnlikely, failed);
		}
	}, [card.step, card.nelbo !== null]);
	return unlikely;
}

// useThumbnails returns images of the data by their numbers, and asks for those that are wanted.
export function useThumbnails(backend: Backend, card: Card, wanted: number[], failed: Failed): Map<number, Uint8Array> {
	const [thumbnails, setThumbnails] = useState<Map<number, Uint8Array>>(new Map());
	const need = useMemo(
		() =>
			latest(
				async (numbers: number[]) => ({ numbers, images: await backend.images(numbers) }),
				({ numbers, images }) =>
					setThumbnails((old) => new Map([...old, ...numbers.map((n, i) => [n, one(images, i, card)] as const)])),
				failed,
			),
		[],
	);
	useEffect(() => {
		const missing = [...new Set(wanted)].filter((i) => !thumbnails.has(i));
		if (missing.length) {
			need(missing);
		}
	}, [wanted.join(), thumbnails]);
	return thumbnails;
}

// useHover returns the image under the pointer, and what is told where that is; −1 is none.
export function useHover(backend: Backend) {
	const [hover, setHover] = useState<{ look: Look; at: [number, number] } | null>(null);
	const [glance] = useState(() =>
		latest(
			async ({ image, at }: { image: number; at: [number, number] | null }) =>
				image < 0 || !at ? null : { look: await backend.look(image), at },
			setHover,
			() => setHover(null),
		),
	);
	return { hover, glance: useCallback((image: number, at: [number, number] | null) => glance({ image, at }), []) };
}
