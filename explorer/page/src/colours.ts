// Colours of labels: those of Okabe & Ito 2008, Color universal design, which colour-blind eyes tell
// apart, without black and white, and four more.
const palette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a900", "#7f7f7f", "#882255", "#44cc99"];

// colourOf returns the colour of the label that has a place among those that occur; −1 is none.
export const colourOf = (place: number): string => (place < 0 ? "#7f7f7f" : palette[place % palette.length]!);

// rgb returns a colour as numbers from 0 to 255.
export function rgb(colour: string): [number, number, number] {
	const v = parseInt(colour.slice(1), 16);
	return [v >> 16, (v >> 8) & 255, v & 255];
}
