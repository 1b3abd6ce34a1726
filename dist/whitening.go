package dist

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"vae/internal/kernel"
)

// Whitening is K normal distributions N(μ_k, L_k L_kᵀ), each by the affine map that makes N(0, I)
// of it:
//
//	y_k = L_k⁻¹ (z − μ_k), log N(z; μ_k, L_k L_kᵀ) = peak_k − ½ ‖y_k‖²
//
// Side by side, the maps are one matrix product.
type Whitening struct {
	Peaks []float64 // (K) log-densities at the means, −½ Z log 2π − Σ_i log L_k,ii

	latent, components int
	means              []float64 // (K, Z)
	inverses           []float64 // (K, Z, Z) L_k⁻¹, lower triangular
	center             []float64 // (Z) the mean of the means
	maps, bias         []float32 // (Z, Z·K) and (Z·K): y = (z − center)·maps + bias
	sizes, offsets     []float64 // (K) Euclidean norms of a component's part of maps and of bias
}

// NewWhitening returns the maps of distributions with these means (K, Z) and lower triangular
// factors (K, Z, Z), whose diagonals are positive. It keeps means.
func NewWhitening(latent int, means, factors []float64) *Whitening {
	components := len(means) / latent
	w := &Whitening{
		Peaks: make([]float64, components), latent: latent, components: components,
		means: means, inverses: make([]float64, len(factors)), center: make([]float64, latent),
		maps: make([]float32, len(factors)), bias: make([]float32, len(means)),
		sizes: make([]float64, components), offsets: make([]float64, components),
	}
	for k := range components {
		floats.AddScaled(w.center, 1/float64(components), w.mean(k))
	}
	for k := range components {
		w.invert(k, factors[k*latent*latent:][:latent*latent])
		w.place(k)
	}
	return w
}

func (w *Whitening) mean(k int) []float64 { return w.means[k*w.latent:][:w.latent] }

// inverse returns row i of L_k⁻¹, without the zeros above the diagonal.
func (w *Whitening) inverse(k, i int) []float64 {
	return w.inverses[(k*w.latent+i)*w.latent:][:i+1]
}

// invert takes the factor L_k (Z, Z): row i of the inverse follows from those before it.
func (w *Whitening) invert(k int, factor []float64) {
	w.Peaks[k] = -0.5 * float64(w.latent) * log2Pi
	for i := range w.latent {
		l, row := factor[i*w.latent:][:i+1], w.inverse(k, i)
		for j, v := range l[:i] {
			floats.AddScaled(row[:j+1], -v/l[i], w.inverse(k, j))
		}
		row[i] = 1 / l[i]
		w.Peaks[k] -= math.Log(l[i])
	}
}

// place writes the map of component k to its columns of maps and bias.
func (w *Whitening) place(k int) {
	columns := w.latent * w.components
	var size, offset float64
	for i := range w.latent {
		column := i*w.components + k
		var shift float64
		for j, v := range w.inverse(k, i) {
			w.maps[j*columns+column] = float32(v)
			shift += v * (w.center[j] - w.mean(k)[j])
			size += v * v
		}
		w.bias[column] = float32(shift)
		offset += shift * shift
	}
	w.sizes[k], w.offsets[k] = math.Sqrt(size), math.Sqrt(offset)
}

// Whitened are R codes, whitened by all components.
type Whitened struct {
	Y       []float32 // (R, Z, K) y
	Squares []float32 // (R, K) ‖y‖²
	codes   []float32 // (R, Z) z − center
}

// Whiten sets dst to codes z (R, Z) whitened in float32. It allocates only where dst has no room.
func (w *Whitening) Whiten(dst *Whitened, z []float32) {
	rows := len(z) / w.latent
	dst.codes = grow(dst.codes, len(z))
	dst.Y = grow(dst.Y, len(z)*w.components)
	dst.Squares = grow(dst.Squares, rows*w.components)
	for i, v := range z {
		dst.codes[i] = float32(float64(v) - w.center[i%w.latent])
	}
	kernel.Dense(dst.Y, nil, dst.codes, w.maps, w.bias, rows, w.latent, w.latent*w.components, kernel.Identity, false)
	kernel.ColumnSquares(dst.Squares, dst.Y, rows, w.latent, w.components)
}

// grow returns a slice of n elements: x, if it has room for them.
func grow(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	return x[:n]
}

// uncertainty returns a bound on the error of ½ ‖y_k‖² as Whiten computes it, for a code whose
// distance from the center is given. An element of y is a sum of Z+1 products, each with an error
// of at most γ = (Z+4)·2⁻²⁴ times its magnitude (Higham 2002, "Accuracy and stability of numerical
// algorithms", section 3.1), so that y errs by e ≤ γ·s with s = ‖bias_k‖ + ‖maps_k‖·distance. What
// follows from it and from the sum of squares is at most
//
//	‖y‖·e + ½e² + ½γ‖y‖² ≤ γ·(‖y‖² + s²)
func (w *Whitening) uncertainty(k int, square, distance float64) float64 {
	s := w.offsets[k] + w.sizes[k]*distance
	return float64(w.latent+4) * 0x1p-24 * (square + s*s)
}

// logDensity sets y (Z) to L_k⁻¹ (z − μ_k) and returns log N(z; μ_k, L_k L_kᵀ), in float64.
func (w *Whitening) logDensity(k int, y []float64, z []float32) float64 {
	for j, m := range w.mean(k) {
		y[j] = float64(z[j]) - m
	}
	for i := len(y) - 1; i >= 0; i-- { // element i depends on those up to it
		y[i] = floats.Dot(w.inverse(k, i), y[:i+1])
	}
	return w.Peaks[k] - 0.5*floats.Dot(y, y)
}

// addScore adds weight times ∇_z log N(z; μ_k, L_k L_kᵀ) = −L_k⁻ᵀ y to score (Z).
func (w *Whitening) addScore(k int, score, y []float64, weight float64) {
	for i, v := range y {
		floats.AddScaled(score[:i+1], -weight*v, w.inverse(k, i))
	}
}
