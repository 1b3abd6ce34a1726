import { render } from "preact";
import { App } from "./app";
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

render(<App backend={server} />, document.getElementById("page")!);
