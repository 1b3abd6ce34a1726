package kernel

import "math"

// Activation names an element-wise function. Each has a derivative that can be
// computed from its result, so that the argument need not be kept.
type Activation int

// The activations, in the order of their names below.
const (
	Identity  Activation = iota
	ReLU                 // max(x, 0)
	LeakyReLU            // max(x, x/100)
	Tanh                 // tanh x
	Softplus             // log(1 + exp x)
	ELU                  // x, or exp x − 1 where x < 0
	Sigmoid              // 1 / (1 + exp −x)
)

// leak is the slope of LeakyReLU left of zero.
const leak = 0.01

// apply returns act(x).
func (act Activation) apply(x float32) float32 {
	switch act {
	case ReLU:
		return max(x, 0)
	case LeakyReLU:
		return max(x, leak*x)
	case Tanh:
		return float32(math.Tanh(float64(x)))
	case Softplus:
		return softplus(x)
	case ELU:
		if x < 0 {
			return float32(math.Expm1(float64(x)))
		}
	case Sigmoid:
		return sigmoid(x)
	}
	return x
}

// slope returns act′(x), given y = act(x).
func (act Activation) slope(y float32) float32 {
	switch act {
	case ReLU:
		if y <= 0 {
			return 0
		}
	case LeakyReLU:
		if y <= 0 {
			return leak
		}
	case Tanh:
		return 1 - y*y
	case Softplus:
		return -float32(math.Expm1(-float64(y)))
	case ELU:
		if y < 0 {
			return y + 1
		}
	case Sigmoid:
		return y * (1 - y)
	}
	return 1
}

// softplus returns log(1 + exp x) without overflow.
func softplus(x float32) float32 {
	return max(x, 0) + float32(math.Log1p(math.Exp(-math.Abs(float64(x)))))
}

// sigmoid returns 1 / (1 + exp −x) without overflow.
func sigmoid(x float32) float32 {
	return float32(1 / (1 + math.Exp(-float64(x))))
}

// applyRow sets row = act(row + bias), element by element. Both have the same length.
func (act Activation) applyRow(row, bias []float32) {
	for i := range row {
		row[i] = act.apply(row[i] + bias[i])
	}
}
