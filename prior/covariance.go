package prior

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// floor is the least eigenvalue of a covariance of standardised codes.
const floor = 1e-6

// maximiseComponent sets weight, mean and covariance of component k, given its moments (Z+1, Z+1).
// In terms of what is whitened by the present mean and factor L, the mean moves by L m and the
// covariance becomes L C Lᵀ, for mean m and covariance C of y: few digits cancel. A component with
// fewer codes than codesPerCovariance keeps mean and covariance.
func (e *em) maximiseComponent(k int, moments []float64) {
	z := e.latent
	sums := moments[z*(z+1):]
	n := sums[z]
	e.weights[k] = n
	if n < float64(codesPerCovariance(z, e.diagonal)) {
		return
	}
	c := mat.NewSymDense(z, nil)
	for i := range z {
		for j := range i + 1 {
			c.SetSym(i, j, moments[i*(z+1)+j]/n-sums[i]/n*sums[j]/n)
		}
	}
	mean, factor := e.means[k*z:][:z], e.factors[k*z*z:][:z*z]
	l := mat.NewTriDense(z, mat.Lower, factor)
	var shift mat.VecDense
	shift.MulVec(l, mat.NewVecDense(z, sums[:z]))
	for i := range mean {
		mean[i] += shift.AtVec(i) / n
	}
	if e.diagonal {
		for i := range z {
			factor[i*z+i] = math.Sqrt(max(factor[i*z+i]*factor[i*z+i]*c.At(i, i), floor))
		}
		return
	}
	var product mat.Dense
	product.Product(l, c, l.T())
	for i := range z {
		for j := range i + 1 {
			c.SetSym(i, j, 0.5*(product.At(i, j)+product.At(j, i)))
		}
	}
	factorise(l, c)
}

// codesPerCovariance returns the least number of codes that have a covariance, full or diagonal.
func codesPerCovariance(latent int, diagonal bool) int {
	if diagonal {
		return 2
	}
	return latent + 1
}

// factorise sets l to the lower triangular factor of a covariance, with the eigenvalues that are
// below the floor raised to it.
func factorise(l *mat.TriDense, covariance *mat.SymDense) {
	n := covariance.SymmetricDim()
	above := mat.NewSymDense(n, nil)
	above.CopySym(covariance)
	for i := range n {
		above.SetSym(i, i, covariance.At(i, i)-floor)
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(above) && !raise(covariance) || !cholesky.Factorize(covariance) {
		return // l stays as it is
	}
	cholesky.LTo(l)
}

// raise raises eigenvalues to the floor, and reports whether they were found.
func raise(covariance *mat.SymDense) bool {
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return false
	}
	var vectors, scaled mat.Dense
	eigen.VectorsTo(&vectors)
	scaled.CloneFrom(&vectors)
	for j, value := range eigen.Values(nil) {
		root := math.Sqrt(max(value, floor))
		column := scaled.ColView(j).(*mat.VecDense)
		column.ScaleVec(root, column)
	}
	covariance.SymOuterK(1, &scaled)
	return true
}
