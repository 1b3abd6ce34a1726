package kernel

import "math"

// Activation names an element-wise function. But for SiLU each has a derivative that can be
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
	SiLU                 // x / (1 + exp −x): Hendrycks & Gimpel 2016 (arXiv:1606.08415)
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
	case SiLU:
		return x * sigmoid(x)
	}
	return x
}

// KeepsArgument reports whether the derivative is computed from the argument.
func (act Activation) KeepsArgument() bool { return act == SiLU }

// slope returns act′(x), given y = act(x), or x if act keeps its argument.
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
	case SiLU:
		s := sigmoid(y)
		return s * (1 + y*(1-s))
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
	need("applyRow's bias", len(bias), len(row))
	activate(int(act), row, bias)
}

// applyKept sets dst = act(z), element by element, for an act that keeps its argument.
func (act Activation) applyKept(dst, z []float32) { silu(dst, z[:len(dst)]) }

// DenseBackward turns dy, the gradient of Dense's result y, into dz, that of its argument before
// the activation, and sums dz over the rows into dbias:
//
//	dz = dy ⊙ act′, dbias[c] = Σ_r dz[r, c]
//
// y is Dense's z instead if act keeps its argument.
//
// dz, dy and y are (rows, out), dbias (out). dz may be dy.
func DenseBackward(dz, dbias, dy, y []float32, rows, out int, act Activation) {
	need("DenseBackward's dz", len(dz), rows*out)
	need("DenseBackward's dbias", len(dbias), out)
	need("DenseBackward's dy", len(dy), rows*out)
	need("DenseBackward's y", len(y), rows*out)
	const strip = 128 // columns; the cores share the strips, so that nobody else adds to dbias
	o := operands{dst: dz, dst2: dbias, x: dy, y: y, cols: out, act: act}
	share((out+strip-1)/strip, rows*strip, o, func(o operands, low, high int) {
		low, high = low*strip, min(high*strip, o.cols)
		dbias := o.dst2[low:high]
		clear(dbias)
		for i := 0; i < len(o.dst); i += o.cols {
			activateBack(int(o.act), o.dst[i+low:i+high], dbias, o.x[i+low:i+high], o.y[i+low:i+high])
		}
	})
}
