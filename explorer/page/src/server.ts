// The backend that is a server: vae explore.

import type { About, Axes, Backend, Draws, History, Look, Near, News, Plane, Sampled, Unlikely } from "./types";

// reach returns the answer of the server: where there is none it asks again until that is back.
async function reach(path: string, init?: RequestInit): Promise<Response> {
	for (;;) {
		try {
			return await fetch("api/" + path, init);
		} catch {
			await new Promise((again) => setTimeout(again, 1000));
		}
	}
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
	const answer = await reach(path, init);
	if (answer.ok) {
		return answer;
	}
	const text = await answer.text();
	let message = text;
	try {
		message = (JSON.parse(text) as { error: string }).error;
	} catch {
		// not from the explorer: the text has to do
	}
	throw new Error(message);
}

const json = async <T>(path: string, init?: RequestInit) => (await (await ask(path, init)).json()) as T;
const bytes = async (path: string, init?: RequestInit) => (await ask(path, init)).arrayBuffer();
const post = (body: BodyInit, type = "application/octet-stream"): RequestInit => ({
	method: "POST",
	body,
	headers: { "Content-Type": type },
});

function query(values: Record<string, string | number | null | undefined>): string {
	const all = new URLSearchParams();
	for (const [name, value] of Object.entries(values)) {
		if (value !== null && value !== undefined && value !== "") {
			all.set(name, String(value));
		}
	}
	return "?" + all;
}

// fromBase64 returns the bytes of a text in base64.
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

type Coded<T, K extends keyof T> = Omit<T, K> & Record<K, string>;

function looked(l: Coded<Look, "original" | "reconstruction">): Look {
	return {
		...l,
		original: fromBase64(l.original),
		reconstruction: fromBase64(l.reconstruction),
		mean: Float32Array.from(l.mean),
		deviation: Float32Array.from(l.deviation),
	};
}

const heard: News[] = ["snapshot", "codes", "scores", "history"];

export const server: Backend = {
	live: true,
	draws: true,
	about: () => json<About>("about"),
	history: () => json<History>("history"),
	plane: (axes: Axes, prior) => json<Plane>("plane" + query({ ...axes, prior })),
	points: async (axes: Axes) => new Float32Array(await bytes("points" + query({ ...axes }))),
	labels: async () => new Int32Array(await bytes("labels")),
	images: async (numbers) => new Uint8Array(await bytes("images?" + numbers.map((i) => `i=${i}`).join("&"))),
	decode: async (codes, label, draw) =>
		new Uint8Array(await bytes("decode" + query({ label, draw }), post(codes as BufferSource))),
	near: (code, label, prior) => json<Near>("near" + query({ label, prior }), post(code as BufferSource)),
	look: async (image) => looked(await json("look" + query({ image }))),
	lookAt: async (picture, label) => {
		if (picture instanceof File) {
			const content = await picture.arrayBuffer();
			return looked(await json("look" + query({ label, name: picture.name }), post(content, "image/*")));
		}
		return looked(await json("look" + query({ label }), post(picture as BufferSource)));
	},
	sample: async (draws: Draws) => {
		const s = await json<Coded<Sampled, "pixels" | "codes">>("sample", post(JSON.stringify(draws), "application/json"));
		return { ...s, pixels: fromBase64(s.pixels), codes: new Float32Array(fromBase64(s.codes).buffer) };
	},
	unlikely: () => json<Unlikely[]>("unlikely"),
	picture: (name) => "api/pictures/" + encodeURIComponent(name),
	follow: (hear) => {
		let events: EventSource | null = null;
		let lost = false;
		const listen = () => {
			const source = new EventSource("api/events");
			for (const news of heard) {
				source.addEventListener(news, () => hear(news));
			}
			source.onerror = () => {
				if (!lost) {
					hear("lost");
				}
				lost = true;
			};
			source.onopen = () => {
				hear(lost ? "back" : "snapshot"); // what there was before is not told
				lost = false;
			};
			return source;
		};
		// A page that is not seen does not listen: browsers have six connections for all pages of a
		// server, and what nobody sees need not be computed beside a training.
		const turn = () => {
			if (!document.hidden) {
				events ??= listen();
				return;
			}
			events?.close();
			events = null;
		};
		document.addEventListener("visibilitychange", turn);
		turn();
		return () => {
			document.removeEventListener("visibilitychange", turn);
			events?.close();
		};
	},
};
