// The page: what the run says of itself, and its newest checkpoint.

import { useEffect, useState } from "preact/hooks";
import { Explorer } from "./explorer";
import { Header } from "./header";
import { latest } from "./latest";
import { Curves, Epochs } from "./training";
import type { About, Backend, History } from "./types";

export function App({ backend }: { backend: Backend }) {
	const [about, setAbout] = useState<About | null>(null);
	const [history, setHistory] = useState<History | null>(null);
	const [problem, setProblem] = useState("");
	const [lost, setLost] = useState(false);
	const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? "");
	const failed = (e: Error) => setProblem(e.message);

	useEffect(() => {
		const askAbout = latest(() => backend.about(), setAbout, failed);
		const askHistory = latest(() => backend.history(), setHistory, failed);
		const ask = () => {
			setProblem("");
			askAbout(null);
			askHistory(null);
		};
		ask();
		return backend.follow((news) => {
			setLost(news === "lost");
			if (news !== "lost") {
				ask();
			}
		});
	}, []);

	const shown = problem || (about?.model && about.problem);
	return (
		<>
			<Header about={about} history={history} lost={lost} theme={theme} setTheme={setTheme} live={backend.live} />
			{shown && !lost && (
				<p class="problem banner" role="alert">
					{shown}
				</p>
			)}
			<main>
				{!about ? (
					<p class="empty">Loading…</p>
				) : !about.model ? (
					<Waiting about={about} />
				) : (
					<Explorer key={about.model.latent} backend={backend} card={about.model} theme={theme} failed={failed} />
				)}
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
			{about.state !== "running" && (
				<p>
					To train on: <code>{about.command}</code>
				</p>
			)}
		</div>
	);
}
