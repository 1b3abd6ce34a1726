// latest returns a function that runs work on the newest argument: while one is at work, those that
// come in between are dropped but for the last. So a drag has one request on its way at a time.
export function latest<A, R>(
	work: (a: A) => Promise<R>,
	done: (r: R, a: A) => void,
	failed: (e: Error) => void,
): (a: A) => void {
	let waiting: { a: A } | null = null;
	let busy = false;
	const next = async () => {
		busy = true;
		while (waiting) {
			const { a }: { a: A } = waiting;
			waiting = null;
			try {
				done(await work(a), a);
			} catch (e) {
				failed(e as Error);
			}
		}
		busy = false;
	};
	return (a) => {
		waiting = { a };
		if (!busy) {
			void next();
		}
	};
}
