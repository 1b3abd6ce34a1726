package divergence

import (
	"math"
	"slices"
)

// Gaussian is N(μ, L·Lᵀ).
type Gaussian struct {
	mean []float64   // (D) μ
	root [][]float64 // (D, D) L
	peak float64     // log N(μ | μ, L·Lᵀ)
}

// NewGaussian returns N(μ, L·Lᵀ) and keeps its arguments: the mean (D), and the root L (D, D),
// lower triangular with a positive diagonal.
func NewGaussian(mean []float64, root [][]float64) Gaussian {
	g := Gaussian{mean: mean, root: root}
	for j, row := range root {
		g.peak -= math.Log(row[j]) + 0.5*math.Log(2*math.Pi)
	}
	return g
}

// Diagonal returns N(μ, diag σ²). mean and logVar, log σ², have shape (D).
func Diagonal(mean, logVar []float64) Gaussian {
	root := make([][]float64, len(mean))
	for j, l := range logVar {
		root[j] = make([]float64, len(mean))
		root[j][j] = math.Exp(0.5 * l)
	}
	return NewGaussian(mean, root)
}

// Mean returns μ, (D).
func (g Gaussian) Mean() []float64 { return slices.Clone(g.mean) }

// Deviation returns the standard deviation of each dimension, (D): √(L·Lᵀ)_jj.
func (g Gaussian) Deviation() []float64 {
	all := make([]float64, len(g.mean))
	for j, row := range g.root {
		for _, l := range row {
			all[j] = math.Hypot(all[j], l)
		}
	}
	return all
}

// LogProb returns log N(x | μ, L·Lᵀ), with y = L⁻¹(x − μ):
//
//	−½ Σ_j (y_j² + log 2π) − Σ_j log L_jj
//
// Bishop 2006, equation 2.43.
func (g Gaussian) LogProb(x []float64) float64 {
	y := make([]float64, len(x))
	g.whiten(y, x)
	logProb := g.peak
	for _, v := range y {
		logProb -= 0.5 * v * v
	}
	return logProb
}

// place sets x = μ + L·y, which is a draw if y is a draw from N(0, I).
func (g Gaussian) place(x, y []float64) {
	for j, row := range g.root {
		x[j] = g.mean[j]
		for k, l := range row[:j+1] {
			x[j] += l * y[k]
		}
	}
}

// whiten sets y = L⁻¹(x − μ) by forward substitution.
func (g Gaussian) whiten(y, x []float64) {
	for j, row := range g.root {
		y[j] = x[j] - g.mean[j]
		for k, l := range row[:j] {
			y[j] -= l * y[k]
		}
		y[j] /= row[j]
	}
}

// addScore adds weight·∇ log N(x | μ, L·Lᵀ) to dst, −L⁻ᵀ·y with y = L⁻¹(x − μ), by back
// substitution.
func (g Gaussian) addScore(dst, x []float64, weight float64) {
	y := make([]float64, len(x))
	g.whiten(y, x)
	for j := len(y) - 1; j >= 0; j-- {
		y[j] /= g.root[j][j]
		dst[j] -= weight * y[j]
		for k, l := range g.root[j][:j] {
			y[k] -= l * y[j]
		}
	}
}
