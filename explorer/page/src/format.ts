// Texts of numbers: a proper minus sign, and no more digits than mean something.

export function fixed(v: number, digits: number): string {
	return v.toFixed(digits).replace("-", "−");
}

const below = "₀₁₂₃₄₅₆₇₈₉";

// z returns the name of dimension j, such as z₁₄.
export const z = (j: number): string => "z" + [...String(j)].map((d) => below[Number(d)]).join("");

// ordinal returns 1st, 2nd, 3rd, 4th, …
export function ordinal(n: number): string {
	const teen = n % 100 >= 11 && n % 100 <= 13;
	return n + (teen ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th"));
}

export const many = (n: number, thing: string): string => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
