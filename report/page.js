
// The samples of one epoch at a time, chosen by a slider. Without it they stand side by side.
const strip = document.getElementById("epochs");
if (strip && strip.children.length > 1) {
	const epochs = Array.from(strip.children);
	const caption = (i) => epochs[i].querySelector("figcaption").textContent;
	const slider = document.createElement("input");
	Object.assign(slider, {type: "range", min: 0, max: epochs.length - 1, value: epochs.length - 1});
	slider.setAttribute("aria-label", "Epoch");
	const show = () => {
		epochs.forEach((epoch, i) => { epoch.hidden = i !== Number(slider.value); });
		slider.setAttribute("aria-valuetext", caption(slider.value));
	};
	slider.addEventListener("input", show);
	const row = document.createElement("div");
	row.className = "slider";
	row.append(slider);
	strip.before(row);
	strip.classList.add("sliding");
	strip.removeAttribute("tabindex");
	show();
}
