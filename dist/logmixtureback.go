package dist

import "vae/internal/kernel"

// Backward computes, for each component with its share of the density, dz = −share·d·(z − μ)/σ²,
// dμ = −dz and d log σ² = ½ share·d·((z − μ)²/σ² − 1).
func (l *logMixture) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	dParams, dz := dIn[0], dIn[1]
	for r, d := range dLogProb {
		l.factors[r] *= d
	}
	kernel.ScaleRows(l.shares, l.shares, l.factors, l.rows, l.components)
	if dz != nil {
		l.backCodes(dz, dLogProb)
	}
	if dParams != nil {
		kernel.MatMulTN(l.dCoefficients, l.shares, l.terms, l.components, 1+2*l.width, l.rows)
		l.backParams(dParams, l.dCoefficients)
	}
	for _, e := range l.exact {
		l.backExact(dParams, dz, in[1], e, e.value*float64(dLogProb[e.row]))
	}
	if dIn[2] != nil {
		clear(dIn[2])
	}
}

// backCodes sets dz to what follows from the components that are not in exact: the derivatives of
// t and, by what these have of the density, that of the reference.
func (l *logMixture) backCodes(dz, dLogProb []float32) {
	kernel.MatMul(l.dTerms, l.shares, l.coefficients, l.rows, 1+2*l.width, l.components)
	_, precisions := l.normal(l.components)
	for r, d := range dLogProb {
		rest := 1.0
		for _, e := range l.exactOf(r) {
			rest -= e.value
		}
		rest *= float64(d)
		dTerms, x := l.row(l.dTerms, r), l.row(l.terms, r)[1+l.width:]
		dSquares, dLinear := dTerms[1:][:l.width], dTerms[1+l.width:][:l.width]
		dst := dz[r*l.width:][:l.width]
		for j, p := range precisions {
			dst[j] = float32(2*float64(dSquares[j])-rest*p)*x[j] + dLinear[j]
		}
	}
}

// backExact adds what follows from a component in exact, of which log p has the derivative d with
// respect to its log-density.
func (l *logMixture) backExact(dParams, dz, z []float32, e exactShare, d float64) {
	means, precisions := l.normal(e.component)
	z = z[e.row*l.width:][:l.width]
	var dMean, dLogVar []float32
	if dParams != nil {
		dParams = dParams[2*e.component*l.width:][:2*l.width]
		dMean, dLogVar = dParams[:l.width], dParams[l.width:]
	}
	if dz != nil {
		dz = dz[e.row*l.width:][:l.width]
	}
	for j, v := range z {
		distance := float64(v) - means[j]
		slope := d * distance * precisions[j]
		if dz != nil {
			dz[j] -= float32(slope)
		}
		if dParams != nil {
			dMean[j] += float32(slope)
			dLogVar[j] += float32(0.5 * (slope*distance - d))
		}
	}
}
