// Colours of labels, as on the pictures of vae map: those of Okabe & Ito 2008, Color universal design,
// which colour-blind eyes tell apart, and two more. Black is the ink of the page.
const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "", "#f0e442", "#8c510a", "#999999"];

// colourOf returns the colour of the label that has a place among those that occur; −1 is none.
export const colourOf = (place: number, ink: string): string =>
	place < 0 ? "#999999" : palette[place % palette.length] || ink;

// rgb returns a colour as numbers from 0 to 255.
export function rgb(colour: string): [number, number, number] {
	const v = parseInt(colour.trim().slice(1), 16);
	return [v >> 16, (v >> 8) & 255, v & 255];
}
