package divergence_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distmv"

	"vae/divergence"
)

// oracle is the target as gonum knows it.
type oracle struct {
	weights []float64
	modes   []*distmv.Normal
	turn    float64 // of the mode to draw from
}

// newOracle returns the target in one or two dimensions, from its description: modes of variance 1
// at half the separation before and behind the origin; in two dimensions, on a line at 30° and with
// a correlation of −0.7 each.
func newOracle(t *testing.T, dims int, target divergence.Target) *oracle {
	t.Helper()
	o := &oracle{weights: []float64{target.Weight, 1 - target.Weight}}
	along, covariance := []float64{1}, []float64{1}
	if dims == 2 {
		along, covariance = []float64{math.Sqrt(3) / 2, 0.5}, []float64{1, -0.7, -0.7, 1}
	}
	for _, sign := range []float64{-1, 1} {
		mean := make([]float64, dims)
		for j := range mean {
			mean[j] = sign * target.Separation / 2 * along[j]
		}
		o.modes = append(o.modes, normal(t, mean, covariance))
	}
	return o
}

// normal returns gonum's N(mean, covariance).
func normal(t *testing.T, mean, covariance []float64) *distmv.Normal {
	t.Helper()
	n, ok := distmv.NewNormal(mean, mat.NewSymDense(len(mean), covariance), rand.NewPCG(1, 2))
	if !ok {
		t.Fatalf("%v is no covariance", covariance)
	}
	return n
}

// diagonal returns gonum's N(μ, diag σ²) for the means and log-variances.
func diagonal(t *testing.T, params []float64) *distmv.Normal {
	t.Helper()
	d := len(params) / 2
	covariance := make([]float64, d*d)
	for j := range d {
		covariance[j*d+j] = math.Exp(params[d+j])
	}
	return normal(t, params[:d], covariance)
}

func (o *oracle) logProb(x []float64) float64 {
	var p float64
	for k, mode := range o.modes {
		p += o.weights[k] * math.Exp(mode.LogProb(x))
	}
	return math.Log(p)
}

// moments returns mean and variance of a dimension: Σ w_k μ_k and Σ w_k (σ_k² + μ_k²) less the
// square of the mean.
func (o *oracle) moments(j int) (mean, variance float64) {
	for k, mode := range o.modes {
		m := mode.Mean(nil)[j]
		mean += o.weights[k] * m
		variance += o.weights[k] * (1 + m*m)
	}
	return mean, variance - mean*mean
}

// reverseKL returns KL(q ‖ p) for the means and log-variances of q, by Gauss–Hermite quadrature:
// E[f(μ + σy)] = ∫ f(μ + √2 σ u) exp(−u²) du / √π in each dimension.
func (o *oracle) reverseKL(t *testing.T, params []float64) float64 {
	const points = 24
	nodes, weights := make([]float64, points), make([]float64, points)
	quad.Hermite{}.FixedLocations(nodes, weights, math.Inf(-1), math.Inf(1))
	d, q := len(params)/2, diagonal(t, params)
	count := points
	if d == 2 {
		count *= points
	}
	x := make([]float64, d)
	var sum float64
	for i := range count {
		weight := 1.0
		for j, rest := 0, i; j < d; j, rest = j+1, rest/points {
			x[j] = params[j] + math.Sqrt2*math.Exp(0.5*params[d+j])*nodes[rest%points]
			weight *= weights[rest%points] / math.Sqrt(math.Pi)
		}
		sum += weight * (q.LogProb(x) - o.logProb(x))
	}
	return sum
}

// reverseOptimum returns the means and log-variances at the optimum of KL(q ‖ p) next to a mode, to
// which the simplex method goes from N(mean of the mode, I).
func (o *oracle) reverseOptimum(t *testing.T, mode int) []float64 {
	t.Helper()
	mean := o.modes[mode].Mean(nil)
	start := append(mean, make([]float64, len(mean))...)
	problem := optimize.Problem{Func: func(params []float64) float64 { return o.reverseKL(t, params) }}
	result, err := optimize.Minimize(problem, start, nil, &optimize.NelderMead{})
	if err != nil {
		t.Fatal(err)
	}
	return result.X
}
