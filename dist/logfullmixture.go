package dist

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/floats"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// logFullMixture is log Σ_k w_k N(z; μ_k, L_k L_kᵀ) of each row of z.
//
// A matrix product in float32 estimates the log-densities of all components. Those that can matter
// are computed again in float64, from differences z − μ.
type logFullMixture struct {
	mixture FullMixture
	rows    int
	shares  []float32 // (R, K) w_k N(z; μ_k, L_k L_kᵀ) over their sum
}

// negligible is by how many nats a component is below the largest one where it counts no more: e⁻²⁵
// = 1.4e-11 of a sum is less than float32 shows of its logarithm, even for some thousand
// components.
const negligible = 25

// fullScratch is the working memory for some rows.
type fullScratch struct {
	Whitened
	logWeights []float64 // (K) of the row's choice
	highest    []float64 // (K) bounds on log w_k N(z; μ_k, L_k L_kᵀ)
	terms      []float64 // those that count
	chosen     []int     // whose they are
	y, score   []float64 // (Z)
}

var fullScratches = sync.Pool{New: func() any { return new(fullScratch) }}

// Shape returns (R) for codes (R, Z) and a choice (R, K).
func (l *logFullMixture) Shape(in []nn.Shape) (nn.Shape, error) {
	if err := l.mixture.fit(in, l.mixture.Latent); err != nil {
		return nil, err
	}
	l.rows = in[0][0]
	l.shares = make([]float32, l.rows*len(l.mixture.Weights))
	return nn.Shape{l.rows}, nil
}

func (l *logFullMixture) Forward(logProb []float32, in [][]float32) {
	z, k := l.mixture.Latent, len(l.mixture.Weights)
	l.each(func(s *fullScratch, low, high int) {
		l.mixture.whitening.Whiten(&s.Whitened, in[0][low*z:high*z])
		for r := low; r < high; r++ {
			logWeights := l.mixture.logWeights
			if len(in) > 1 {
				logWeights = s.logWeights
				for k, w := range in[1][r*k:][:k] {
					logWeights[k] = math.Log(float64(w))
				}
			}
			s.choose(l.mixture.whitening, logWeights, r-low)
			s.compute(l.mixture.whitening, logWeights, in[0][r*z:][:z])
			logProb[r] = float32(s.sum(l.shares[r*k:][:k]))
		}
	})
}

// Backward computes dz = −d·Σ_k share_k L_k⁻ᵀ L_k⁻¹ (z − μ_k).
func (l *logFullMixture) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	z, k := l.mixture.Latent, len(l.mixture.Weights)
	for _, d := range dIn {
		clear(d)
	}
	if dIn[0] == nil {
		return
	}
	l.each(func(s *fullScratch, low, high int) {
		for r := low; r < high; r++ {
			clear(s.score)
			for k, share := range l.shares[r*k:][:k] {
				if share != 0 {
					l.mixture.whitening.logDensity(k, s.y, in[0][r*z:][:z])
					l.mixture.whitening.addScore(k, s.score, s.y, float64(share))
				}
			}
			for j, v := range s.score {
				dIn[0][r*z+j] = float32(float64(dLogProb[r]) * v)
			}
		}
	})
}

// each calls f for all rows, some [low, high) at a time.
func (l *logFullMixture) each(f func(s *fullScratch, low, high int)) {
	z, k := l.mixture.Latent, len(l.mixture.Weights)
	step := min(max(1<<20/(z*k), 16), 64) // so many that y fits into a core's cache
	kernel.Parallel((l.rows+step-1)/step, func(i int) {
		s := fullScratches.Get().(*fullScratch)
		s.resize(z, k)
		f(s, i*step, min((i+1)*step, l.rows))
		fullScratches.Put(s)
	})
}

func (s *fullScratch) resize(z, k int) {
	if len(s.y) != z || len(s.highest) != k {
		*s = fullScratch{
			logWeights: make([]float64, k), highest: make([]float64, k),
			y: make([]float64, z), score: make([]float64, z),
		}
	}
}

// choose finds the components that can matter in a row of what was whitened. Where the estimates
// have overflowed, all can.
func (s *fullScratch) choose(w *Whitening, logWeights []float64, row int) {
	var square float64
	for _, v := range s.codes[row*w.latent:][:w.latent] {
		square += float64(v) * float64(v)
	}
	distance, best := math.Sqrt(square), math.Inf(-1)
	for k, square := range s.Squares[row*w.components:][:w.components] {
		estimate := logWeights[k] + w.Peaks[k] - 0.5*float64(square)
		margin := w.uncertainty(k, float64(square), distance)
		s.highest[k] = estimate + margin
		if lowest := estimate - margin; lowest > best {
			best = lowest
		}
	}
	s.chosen = s.chosen[:0]
	for k, highest := range s.highest {
		if !(highest < best-negligible) { // NaN counts
			s.chosen = append(s.chosen, k)
		}
	}
}

// compute sets the terms of the chosen components for a code z (Z).
func (s *fullScratch) compute(w *Whitening, logWeights []float64, z []float32) {
	s.terms = s.terms[:0]
	for _, k := range s.chosen {
		s.terms = append(s.terms, logWeights[k]+w.logDensity(k, s.y, z))
	}
}

// sum returns the logarithm of the sum of the terms' exponentials and sets the shares (K) in it.
func (s *fullScratch) sum(shares []float32) float64 {
	sum := floats.LogSumExp(s.terms)
	clear(shares)
	for i, k := range s.chosen {
		shares[k] = float32(math.Exp(s.terms[i] - sum))
	}
	return sum
}
