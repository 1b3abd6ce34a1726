package nn

import (
	"math"

	"vae/internal/choice"
	"vae/internal/rng"
)

// Initializer fills new weights. The shape of a matrix is (in, out).
type Initializer func(dst []float32, shape Shape, source *rng.Source)

var initializers = choice.List[Initializer]{
	{Name: "glorot", Value: Glorot},
	{Name: "he", Value: He},
}

// Initializers lists what ParseInitializer knows.
func Initializers() choice.Menu { return initializers.Menu() }

// ParseInitializer returns the initialiser of that name. The error lists the names.
func ParseInitializer(name string) (Initializer, error) {
	return initializers.Find("initialiser", name)
}

// withFans returns an initialiser that is told these instead of a shape (in, out).
func withFans(init Initializer, in, out int) Initializer {
	return func(dst []float32, _ Shape, source *rng.Source) { init(dst, Shape{in, out}, source) }
}

// Zeros sets every element to zero.
func Zeros(dst []float32, _ Shape, _ *rng.Source) { clear(dst) }

// Values returns the initialiser that copies the given values.
func Values(values []float32) Initializer {
	return func(dst []float32, _ Shape, _ *rng.Source) { copy(dst, values) }
}

// Glorot draws from the uniform distribution on ±√(6 / (in + out)), which keeps the variance of
// signals and of gradients where the activation is near the identity. Glorot & Bengio 2010,
// equation 16.
func Glorot(dst []float32, shape Shape, source *rng.Source) {
	uniform(dst, math.Sqrt(6/float64(shape[0]+shape[1])), source)
}

// He draws from the uniform distribution on ±√(6 / in), which keeps the variance of signals under
// ReLU. He, Zhang, Ren & Sun 2015, equation 10.
func He(dst []float32, shape Shape, source *rng.Source) {
	uniform(dst, math.Sqrt(6/float64(shape[0])), source)
}

func uniform(dst []float32, bound float64, source *rng.Source) {
	source.Uniform(dst)
	for i, u := range dst {
		dst[i] = float32(bound * (2*float64(u) - 1))
	}
}
