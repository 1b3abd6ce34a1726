package latent

import (
	"math"
	"slices"
	"sort"

	"vae/dist"
	"vae/internal/kernel"
	"vae/internal/reduce"
	"vae/internal/rng"
)

// Aggregate is the aggregate posterior of some images, q(z) = 1/N Σ_n q(z|x_n): where codes are.
type Aggregate struct {
	posteriors []dist.Diagonal
	reference  []float64 // log q at codes of images that were left out, ascending
}

// referenceCodes is the number of images whose own density tells what is usual.
const referenceCodes = 500

// NewAggregate returns q(z) of the posteriors N(mean, diag exp logVar), each (N·Z). A single one is
// compared with itself, for want of others.
func NewAggregate(mean, logVar []float32, z int, seed uint64) *Aggregate {
	a := &Aggregate{}
	for i := 0; i < len(mean); i += z {
		a.posteriors = append(a.posteriors, dist.NewDiagonal(float64s(mean[i:i+z]), float64s(logVar[i:i+z])))
	}
	n := len(a.posteriors)
	a.reference = make([]float64, min(n, referenceCodes))
	kernel.Parallel(len(a.reference), func(k int) {
		image := k * n / len(a.reference)
		eps := make([]float32, z)
		noise := rng.Stream(seed, "usual density", uint64(image))
		noise.Normal(eps)
		left := image
		if n == 1 {
			left = -1
		}
		a.reference[k] = a.logProb(a.posteriors[image].Place(eps), left)
	})
	slices.Sort(a.reference)
	return a
}

// LogProb returns log q(z), in nats.
func (a *Aggregate) LogProb(code []float32) float64 { return a.logProb(float64s(code), -1) }

// logProb returns log 1/N Σ q(z|x_n) over all images but one.
func (a *Aggregate) logProb(z []float64, but int) float64 {
	terms := make([]float64, 0, len(a.posteriors))
	for i, q := range a.posteriors {
		if i != but {
			terms = append(terms, q.LogProb(z))
		}
	}
	return reduce.LogMeanExp(terms)
}

// Usual returns the share of codes z ~ q(z|x) of other images at which q(z) is no larger than at
// the code, from 0, where nothing was encoded near it, to 1. Each was compared with the posteriors
// of all images but its own.
func (a *Aggregate) Usual(code []float32) float64 {
	density := a.LogProb(code)
	if math.IsNaN(density) {
		return 0
	}
	below := sort.Search(len(a.reference), func(i int) bool { return a.reference[i] > density })
	return float64(below) / float64(len(a.reference))
}

// Reference returns log q at codes of some images, each of all images but its own, ascending.
func (a *Aggregate) Reference() []float64 { return a.reference }

// Nearest returns the indices of the k codes nearest to a code in Euclidean distance, the nearest
// first, of equal ones the first first.
func Nearest(codes []float32, code []float32, k int) []int {
	z := len(code)
	distance := make([]float64, len(codes)/z)
	for i := range distance {
		for j, v := range codes[i*z : (i+1)*z] {
			d := float64(v) - float64(code[j])
			distance[i] -= d * d
		}
	}
	return Order(distance)[:min(k, len(distance))]
}

func float64s(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}
