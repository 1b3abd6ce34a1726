package dist

import (
	"fmt"
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// logMixture is log Σ_k w_k N(z; μ_k, diag σ_k²) of each row of z, to the last digit of a float32.
//
// A matrix product in float32 gives all log-densities. Those whose error could be seen in the sum,
// because their share of it is large enough, are computed again in float64. What the others give to
// the derivatives comes from matrix products, too.
type logMixture struct {
	quadratics
	rows          int
	choice        logChoice
	terms         []float32    // (R, 1+2Z) powers of z − c
	shares        []float32    // (R, K) log w + t; then exp(log w + t − base), 0 for those in exact
	factors       []float32    // (R) what makes shares of shares
	sums          []rowSum     // (R)
	exact         []exactShare // row after row
	dTerms        []float32    // (R, 1+2Z)
	dCoefficients []float32    // (K, 1+2Z)
}

// rowSum is what is known of the sum of a row.
type rowSum struct {
	reference float64 // log-density under the reference
	slack     float64 // t_k errs by slack times the size of its coefficients at most
	base      float64 // no more than the largest log w + t, 0 if that is not known
	exact     int     // index in exact of what belongs to the row
}

// exactShare is the share of a component in the density of a row, computed in float64.
type exactShare struct {
	row, component int
	value          float64 // log w + t, then the share
}

// rounding is the largest relative error of a number that is rounded to float32.
const rounding = 0x1p-24

// Shape returns (R·S) for components (K, 2Z), codes (R·S, Z) and a choice (R, K).
func (l *logMixture) Shape(in []nn.Shape) (nn.Shape, error) {
	components, width, err := halves(in[0])
	if err == nil && (in[1].Dims() != 2 || in[1][1] != width) {
		err = fmt.Errorf("codes %v do not fit components %v", in[1], in[0])
	}
	if err == nil {
		err = fitChoice(in[2], in[1][0], components)
	}
	if err != nil {
		return nil, err
	}
	l.rows, l.quadratics, l.choice = in[1][0], newQuadratics(components, width), newLogChoice(in[2][0], components)
	l.terms = make([]float32, l.rows*(1+2*width))
	l.dTerms, l.dCoefficients = make([]float32, len(l.terms)), make([]float32, len(l.coefficients))
	l.shares = make([]float32, l.rows*components)
	l.factors, l.sums = make([]float32, l.rows), make([]rowSum, l.rows)
	return nn.Shape{l.rows}, nil
}

func (l *logMixture) Forward(logProb []float32, in [][]float32) {
	params, z := in[0], in[1]
	l.set(params)
	l.choice.set(in[2])
	for r := range l.sums {
		z := z[r*l.width:][:l.width]
		size := l.powers(l.row(l.terms, r), z)
		l.sums[r] = rowSum{
			reference: l.logDensity(l.components, z),
			slack:     rounding * math.Sqrt(float64(1+2*l.width)) * size,
		}
	}
	kernel.MatMulNT(l.shares, l.terms, l.coefficients, l.rows, l.components, 1+2*l.width)
	l.exact = l.exact[:0]
	for r := range l.sums {
		l.choose(r, z[r*l.width:][:l.width])
	}
	kernel.Logistic(l.shares, l.shares)
	for r := range l.sums {
		logProb[r] = float32(l.sum(r))
	}
}

// choose computes some components of a row again. In a sum of n products errors add up to some √n
// times the rounding of one: Higham & Mary 2019 (doi:10.1137/18M1226312). So t errs by e =
// slack·size, the share is at most exp(log w + t + e − base), and the component stays as it is if e
// times that is less than the rounding of the result:
//
//	log w + t + e + log e ≤ base + log(rounding·max(1, |result|))
func (l *logMixture) choose(r int, z []float32) {
	row, s := l.shares[r*l.components:][:l.components], &l.sums[r]
	logs, rounded, _ := l.choice.of(r, l.rows)
	slack := float32(s.slack)
	base := l.base(row, rounded, slack)
	s.base, s.exact = float64(base), len(l.exact)
	limit := base + float32(math.Log(rounding*max(1, math.Abs(s.reference+s.base))/s.slack))
	sizes, logSizes := l.sizes[:len(row)], l.logSizes[:len(row)]
	for k, t := range row {
		if t+slack*sizes[k]+logSizes[k] <= limit { // false if one is no number
			row[k] = t - base
			continue
		}
		row[k] = float32(math.Inf(-1))
		value := l.logDensity(k, z) - s.reference + logs[k]
		l.exact = append(l.exact, exactShare{r, k, value})
	}
}

// base adds log w to the t of a row and returns the largest lower bound of the sums, 0 if there is
// none.
func (l *logMixture) base(row, logs []float32, slack float32) float32 {
	lowest := float32(math.Inf(-1))
	base := lowest
	sizes, logs := l.sizes[:len(row)], logs[:len(row)]
	for k, t := range row {
		t += logs[k]
		row[k] = t
		if t -= slack * sizes[k]; t > base {
			base = t
		}
	}
	if base == lowest {
		return 0
	}
	return base
}

// sum completes the shares of a row and returns its log-density.
func (l *logMixture) sum(r int) float64 {
	s, exact := l.sums[r], l.exactOf(r)
	total, highest := odds(l.shares[r*l.components:][:l.components]), 0.0
	if total == 0 {
		highest = math.Inf(-1)
	}
	for _, e := range exact {
		highest = max(highest, e.value-s.base)
	}
	factor := math.Exp(-max(highest, 0))
	total *= factor
	for i, e := range exact {
		exact[i].value = math.Exp(e.value - s.base - highest)
		total += exact[i].value
	}
	for i := range exact {
		exact[i].value /= total
	}
	l.factors[r] = float32(factor / total)
	_, _, all := l.choice.of(r, l.rows)
	return s.reference + s.base + highest + math.Log(total) - all
}

// odds sets p to p/(1 − p), which for the logistic function of x is exp x, and returns the sum.
func odds(row []float32) (sum float64) {
	for k, p := range row {
		p /= 1 - p
		row[k] = p
		sum += float64(p)
	}
	return sum
}

// exactOf returns what belongs to a row in exact.
func (l *logMixture) exactOf(r int) []exactShare {
	end := len(l.exact)
	if r+1 < l.rows {
		end = l.sums[r+1].exact
	}
	return l.exact[l.sums[r].exact:end]
}
