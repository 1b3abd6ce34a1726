export type Activation = (x: number) => number;

export const identity: Activation = (x) => x;

// logistic returns 1 / (1 + exp −x).
export const logistic = (x: number) => 1 / (1 + Math.exp(-x));

// softplus returns log(1 + exp x) without overflow.
export const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const activations: Record<string, Activation> = {
	relu: (x) => Math.max(x, 0),
	"leaky-relu": (x) => Math.max(x, 0.01 * x),
	tanh: Math.tanh,
	softplus: softplus,
	elu: (x) => (x < 0 ? Math.expm1(x) : x),
	sigmoid: logistic,
	silu: (x) => x * logistic(x),
	identity: identity,
};
