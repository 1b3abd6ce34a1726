package divergence

import "math"

// KL returns KL(a ‖ b) = E_a[log a − log b] = Σ_k w_k E_{a_k}[log a − log b], in nats. It is not
// symmetric. a and b have the same dimensions.
func KL(a, b Mixture) float64 {
	var sum float64
	for _, c := range a {
		sum += math.Exp(c.LogWeight) * c.expect(func(x []float64) float64 { return a.LogProb(x) - b.LogProb(x) })
	}
	return sum
}

// The integrals of expectations: how far they reach on each side, in standard deviations, beyond
// which a mass of 3e-12 is left out; their least and greatest number of nodes per standard
// deviation; and the change in nats at which they have converged.
const (
	reach               = 7
	fewNodes, manyNodes = 8, 256
	converged           = 1e-9
)

// expect returns E[f(x)] over x = μ + L·y with y ~ N(0, I), by the trapezoid rule. For a smooth
// integrand that vanishes at both ends, the error falls faster than any power of the step
// (Trefethen & Weideman 2014, SIAM Review 56, section 5), so a step is small enough when halving it
// changes nothing.
func (g Gaussian) expect(f func(x []float64) float64) float64 {
	sum := g.trapezoid(f, fewNodes)
	for nodes := 2 * fewNodes; nodes <= manyNodes; nodes *= 2 {
		before := sum
		sum = g.trapezoid(f, nodes)
		if math.Abs(sum-before) < converged {
			break
		}
	}
	return sum
}

// trapezoid returns the sum over a grid of so many nodes per standard deviation.
func (g Gaussian) trapezoid(f func(x []float64) float64, nodes int) float64 {
	weights := make([]float64, 2*reach*nodes+1) // of the nodes along one dimension
	for i := range weights {
		y := float64(i)/float64(nodes) - reach
		weights[i] = math.Exp(-0.5*y*y) / math.Sqrt(2*math.Pi) / float64(nodes)
	}
	d := len(g.mean)
	x, y := make([]float64, d), make([]float64, d)
	count := 1
	for range d {
		count *= len(weights)
	}
	var sum float64
	for i := range count {
		weight := 1.0
		for j, rest := 0, i; j < d; j, rest = j+1, rest/len(weights) {
			at := rest % len(weights)
			y[j] = float64(at)/float64(nodes) - reach
			weight *= weights[at]
		}
		g.place(x, y)
		sum += weight * f(x)
	}
	return sum
}
