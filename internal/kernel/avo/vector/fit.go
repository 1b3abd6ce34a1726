package main

import "math"

// fit returns the coefficients c₀, c₁, … of a polynomial that is close to f between low and high.
// It agrees with f in the Chebyshev nodes, so its greatest error is within a factor of about two of
// the least possible (Trefethen 2013, "Approximation theory and approximation practice", chapters 2
// and 16).
func fit(f func(x float64) float64, low, high float64, degree int) []float64 {
	n := degree + 1
	nodes, c := make([]float64, n), make([]float64, n)
	for i := range n {
		nodes[i] = (low+high)/2 + (high-low)/2*math.Cos(math.Pi*(float64(i)+0.5)/float64(n))
		c[i] = f(nodes[i])
	}
	for order := 1; order < n; order++ { // Newton's divided differences
		for i := n - 1; i >= order; i-- {
			c[i] = (c[i] - c[i-1]) / (nodes[i] - nodes[i-order])
		}
	}
	p := make([]float64, n+1) // multiplied out, from the last factor to the first
	for i := n - 1; i >= 0; i-- {
		for k := n; k > 0; k-- {
			p[k] = p[k-1] - nodes[i]*p[k]
		}
		p[0] = c[i] - nodes[i]*p[0]
	}
	return p[:n]
}
