package dist

import "math"

// quadratics are K normal distributions as polynomials: the logarithm of the ratio of each to a
// reference N(c, diag v) in their midst, whose c and log v are the means of their μ and log σ². In
// terms of x = z − c and m = μ − c this t is
//
//	−½ Σ_j (m_kj²/σ_kj² + log σ_kj² − log v_j) − ½ Σ_j (1/σ_kj² − 1/v_j)·x_j² + Σ_j m_kj/σ_kj²·x_j
//
// so that t of many z is one matrix product. The more alike the distributions are, the smaller and
// more precise it is.
type quadratics struct {
	components, width int
	means, precisions []float64 // (K+1, Z) μ and 1/σ², then c and 1/v
	peaks             []float64 // (K+1) log N(μ_k; μ_k, diag σ_k²), then that of the reference
	coefficients      []float32 // (K, 1+2Z): the constant, those of x², those of x
	sizes, logSizes   []float32 // (K) Euclidean norms of the rows of coefficients
}

func newQuadratics(components, width int) quadratics {
	return quadratics{
		components: components, width: width,
		means:        make([]float64, (components+1)*width),
		precisions:   make([]float64, (components+1)*width),
		peaks:        make([]float64, components+1),
		coefficients: make([]float32, components*(1+2*width)),
		sizes:        make([]float32, components),
		logSizes:     make([]float32, components),
	}
}

// set takes the params (K, 2Z).
func (q *quadratics) set(params []float32) {
	for k := range q.components + 1 {
		q.peaks[k] = -0.5 * float64(q.width) * log2Pi
	}
	center, reference := q.normal(q.components)
	for j := range q.width {
		var mean, logVar float64
		for k := range q.components {
			mean += float64(params[2*k*q.width+j])
			logVar += float64(params[(2*k+1)*q.width+j])
		}
		logVar /= float64(q.components)
		center[j], reference[j] = mean/float64(q.components), math.Exp(-logVar)
		q.peaks[q.components] -= 0.5 * logVar
	}
	for k := range q.components {
		q.expand(k, params[2*k*q.width:][:2*q.width])
	}
}

// expand takes the params (2Z) of distribution k.
func (q *quadratics) expand(k int, params []float32) {
	center, reference := q.normal(q.components)
	means, precisions := q.normal(k)
	row := q.row(q.coefficients, k)
	squares, slopes, logVars := row[1:][:q.width], row[1+q.width:][:q.width], params[q.width:][:q.width]
	var logVar, quadratic, size float64
	for j, mean := range params[:q.width] {
		p, m := math.Exp(-float64(logVars[j])), float64(mean)-center[j]
		square, slope := -0.5*(p-reference[j]), m*p
		means[j], precisions[j] = float64(mean), p
		squares[j], slopes[j] = float32(square), float32(slope)
		logVar += float64(logVars[j])
		quadratic += m * slope
		size += square*square + slope*slope
	}
	q.peaks[k] -= 0.5 * logVar
	constant := q.peaks[k] - q.peaks[q.components] - 0.5*quadratic
	row[0] = float32(constant)
	size = math.Sqrt(size + constant*constant)
	q.sizes[k], q.logSizes[k] = float32(size), float32(math.Log(size))
}

// normal returns the means and precisions (Z) of distribution k, of the reference for k = K.
func (q *quadratics) normal(k int) (means, precisions []float64) {
	return q.means[k*q.width:][:q.width], q.precisions[k*q.width:][:q.width]
}

// row returns row r of a matrix (…, 1+2Z).
func (q *quadratics) row(matrix []float32, r int) []float32 {
	return matrix[r*(1+2*q.width):][:1+2*q.width]
}

// logDensity returns the log-density of z (Z) under distribution k, or the reference for k = K.
func (q *quadratics) logDensity(k int, z []float32) float64 {
	means, precisions := q.normal(k)
	var even, odd float64 // two sums take half as long as one
	j := 0
	for ; j+1 < len(z); j += 2 {
		a, b := float64(z[j])-means[j], float64(z[j+1])-means[j+1]
		even += a * a * precisions[j]
		odd += b * b * precisions[j+1]
	}
	if j < len(z) {
		a := float64(z[j]) - means[j]
		even += a * a * precisions[j]
	}
	return q.peaks[k] - 0.5*(even+odd)
}

// powers sets row (1+2Z) to 1, x² and x for z (Z) and returns its Euclidean norm.
func (q *quadratics) powers(row, z []float32) float64 {
	center, _ := q.normal(q.components)
	squares, linear := row[1:][:len(z)], row[1+q.width:][:len(z)]
	norm := 1.0
	row[0] = 1
	for j, v := range z {
		x := float64(v) - center[j]
		squares[j], linear[j] = float32(x*x), float32(x)
		norm += x*x*x*x + x*x
	}
	return math.Sqrt(norm)
}

// backParams sets dParams (K, 2Z) to the derivatives with respect to μ and log σ² that follow from
// those with respect to the coefficients (K, 1+2Z). The reference counts as constant: nothing
// depends on it.
func (q *quadratics) backParams(dParams, dCoefficients []float32) {
	center, _ := q.normal(q.components)
	for k := range q.components {
		means, precisions := q.normal(k)
		d, dst := q.row(dCoefficients, k), dParams[2*k*q.width:][:2*q.width]
		constant, squares, slopes := float64(d[0]), d[1:][:q.width], d[1+q.width:][:q.width]
		dMeans, dLogVars := dst[:q.width], dst[q.width:][:q.width]
		for j, p := range precisions {
			m, slope := means[j]-center[j], float64(slopes[j])
			dMeans[j] = float32(p * (slope - m*constant))
			dLogVars[j] = float32(p*(0.5*float64(squares[j])-m*slope+0.5*m*m*constant) - 0.5*constant)
		}
	}
}
