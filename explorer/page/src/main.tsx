import { render } from "preact";
import { App } from "./app";
import { file, type Exported } from "./file";
import { server } from "./server";
import "../vendor/uplot/uPlot.min.css";
import "./style.css";

try {
	const theme = localStorage.getItem("theme");
	if (theme) {
		document.documentElement.dataset.theme = theme;
	}
} catch {
	// a page from a file may keep nothing
}

const exported = document.getElementById("exported");
const backend = exported ? file(JSON.parse(exported.textContent!) as Exported) : server;
render(<App backend={backend} />, document.getElementById("page")!);
