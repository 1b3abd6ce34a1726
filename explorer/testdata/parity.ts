// Computes what the networks of the cases on stdin give, and writes it to stdout.

import { readFileSync } from "node:fs";
import { load } from "../page/src/net";

const results = JSON.parse(readFileSync(0, "utf8")).map((test) => {
	try {
		return compute(test);
	} catch (error) {
		return { error: error.message };
	}
});
console.log(JSON.stringify(results));

function compute({ network, weights, images, codes, labels }) {
	const net = load(network, Uint8Array.from(Buffer.from(weights, "base64")).buffer);
	const label = (i) => labels?.[i];
	const posteriors = images.map((image, i) => net.encode(Float32Array.from(image), label(i)));
	return {
		images: codes.flatMap((code, i) => [...net.decode(Float32Array.from(code), label(i))]),
		mean: posteriors.flatMap(({ mean }) => [...mean]),
		logvar: posteriors.flatMap(({ logvar }) => [...logvar]),
		logProb: images.map((image, i) => net.logProb(Float32Array.from(image), posteriors[i].mean, label(i))),
	};
}
