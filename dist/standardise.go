package dist

import (
	"fmt"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// Standardise adds q in the coordinates (z − m)/s, in which p = N(m, diag s²) is N(0, I). KL(q ‖ p)
// and its part in each dimension are the same there. If p is N(0, I), it returns q. ok is false
// unless both are normal.
func Standardise(b *nn.Builder, q, p Distribution) (standardised Normal, ok bool) {
	if !Closed(q, p) {
		return Normal{}, false
	}
	standardised = q.(Normal)
	if p, ok := p.(Normal); ok {
		qParams, pParams := nn.MatchRows(b, standardised.Params, p.Params)
		standardised.Params = b.Apply(&standardise{}, qParams, pParams)
	}
	return standardised, true
}

// standardise computes the params of Standardise.
type standardise struct {
	rows, width int
	scales      []float32 // (R, 2Z) zeros and −log s²: the params of N(0, 1/s²)
	numerators  []float32 // (R, Z) what is divided by s
	quotients   []float32 // (R, Z)
}

// Shape returns (R, 2Z) for the params (R, 2Z) of q and of p.
func (s *standardise) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	if s.rows, s.width, err = halves(in[0]); err == nil && !in[1].Eq(in[0]) {
		err = fmt.Errorf("params %v do not fit params %v", in[0], in[1])
	}
	n := s.rows * s.width
	s.scales, s.numerators, s.quotients = make([]float32, 2*n), make([]float32, n), make([]float32, n)
	return in[0].Clone(), err
}

// Forward computes (μ − m)/s and log σ² − log s².
func (s *standardise) Forward(out []float32, in [][]float32) {
	for r := range s.rows {
		qMean, qLogVar := s.params(in[0], r)
		pMean, pLogVar := s.params(in[1], r)
		_, logVar := s.params(out, r)
		_, scale := s.params(s.scales, r)
		numerator := s.numerators[r*s.width:][:s.width]
		for j := range numerator {
			numerator[j], scale[j] = qMean[j]-pMean[j], -pLogVar[j]
			logVar[j] = qLogVar[j] - pLogVar[j]
		}
	}
	s.divide()
	for r := range s.rows {
		mean, _ := s.params(out, r)
		copy(mean, s.quotients[r*s.width:])
	}
}

// Backward computes, for results μ′ and l′, dμ = dμ′/s, d log σ² = dl′, dm = −dμ and d log s² =
// −dl′ − ½ dμ′·μ′.
func (s *standardise) Backward(dIn [][]float32, dOut, out []float32, _ [][]float32) {
	for r := range s.rows {
		dMean, _ := s.params(dOut, r)
		copy(s.numerators[r*s.width:], dMean)
	}
	s.divide()
	for r := range s.rows {
		quotient := s.quotients[r*s.width:][:s.width]
		dMean, dLogVar := s.params(dOut, r)
		if dIn[0] != nil {
			qMean, qLogVar := s.params(dIn[0], r)
			copy(qMean, quotient)
			copy(qLogVar, dLogVar)
		}
		if dIn[1] != nil {
			mean, _ := s.params(out, r)
			pMean, pLogVar := s.params(dIn[1], r)
			for j, d := range quotient {
				pMean[j], pLogVar[j] = -d, -dLogVar[j]-0.5*dMean[j]*mean[j]
			}
		}
	}
}

// divide divides by s: a draw from N(0, 1/s²) is its noise divided by s.
func (s *standardise) divide() {
	kernel.Reparameterize(s.quotients, s.scales, s.numerators, s.rows, s.width)
}

// params returns the means and the log-variances in row r of params (R, 2Z).
func (s *standardise) params(params []float32, r int) (mean, logVar []float32) {
	row := params[2*r*s.width:][:2*s.width]
	return row[:s.width], row[s.width:]
}
