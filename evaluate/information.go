package evaluate

import (
	"context"
	"math"

	"vae/dist"
	"vae/internal/kernel"
	"vae/internal/reduce"
	"vae/internal/rng"
)

// Information splits the mean KL divergence of N images into the information of the code about the
// image and the divergence of all codes together from the prior, in nats:
//
//	1/N Σ_n KL(q(z|x_n) ‖ p(z)) = I(x; z) + KL(q(z) ‖ p(z)), with q(z) = 1/N Σ_n q(z|x_n)
//
// Hoffman & Johnson 2016, "ELBO surgery". I cannot exceed log N, the entropy of an image drawn from
// these N: near that bound it says nothing of other images, and KL(q(z) ‖ p(z)) is too large.
type Information struct {
	Mutual    Drawn   `json:"mutual"`    // I(x; z)
	Aggregate Drawn   `json:"aggregate"` // KL(q(z) ‖ p(z))
	Limit     float64 `json:"limit"`     // log N
	Draws     int     `json:"draws"`     // z ~ q(z|x), of as many images
}

// Drawn is a figure of all images together, with the error that its draws leave.
type Drawn struct {
	Mean       float64 `json:"mean"`
	MonteCarlo Spread  `json:"monte_carlo"`
}

func (d Drawn) times(factor float64) Drawn {
	return Drawn{d.Mean * factor, d.MonteCarlo * Spread(factor)}
}

const (
	informationDraws = 2000 // at most, for an error of I of some 0.01 nats
	informationTerms = 2e9  // at most, of sums over draws, posteriors and dimensions: some seconds
	informationFew   = 100  // draws at least, however many terms that takes
)

// MeasureInformation estimates I(x; z) from one draw z of each of some images, evenly spread over
// all of them:
//
//	I ≈ 1/M Σ_m log q(z_m|x_m) − log 1/N Σ_n q(z_m|x_n),  z_m ~ q(z|x_m)
func MeasureInformation(ctx context.Context, scores []Score, seed uint64) (Information, error) {
	var p posteriors
	for _, s := range scores {
		p = append(p, dist.NewDiagonal(float64s(s.Mean), float64s(s.LogVar)))
	}
	n := len(scores)
	draws := min(n, informationDraws, max(informationFew, informationTerms/(n*len(scores[0].Mean))))
	logRatio := make([]float64, draws)
	const block = 64 // draws between looks at ctx
	for from := 0; from < draws; from += block {
		if err := ctx.Err(); err != nil {
			return Information{}, err
		}
		kernel.Parallel(min(block, draws-from), func(i int) {
			image := (from + i) * n / draws
			logRatio[from+i] = p.logRatio(image, p.draw(image, seed))
		})
	}
	var mutual, kl moments
	for _, v := range logRatio {
		mutual.add(v)
	}
	for _, s := range scores {
		kl.add(s.KL)
	}
	i := mutual.estimate()
	return Information{
		Mutual:    Drawn{i.Mean, i.StandardError},
		Aggregate: Drawn{kl.mean - i.Mean, i.StandardError},
		Limit:     math.Log(float64(n)),
		Draws:     draws,
	}, nil
}

// Times returns the information, in nats, multiplied by factor, for another unit.
func (i Information) Times(factor float64) Information {
	i.Mutual, i.Aggregate, i.Limit = i.Mutual.times(factor), i.Aggregate.times(factor), i.Limit*factor
	return i
}

// posteriors are q(z|x) of N images in float64: a density far out is a small difference of large
// numbers.
type posteriors []dist.Diagonal

// draw returns z ~ q(z|x) of an image: a function of the seed and of its index.
func (p posteriors) draw(image int, seed uint64) []float64 {
	eps := make([]float32, len(p[image].Mean))
	source := rng.Stream(seed, "information", uint64(image))
	source.Normal(eps)
	return p[image].Place(eps)
}

// logRatio returns log q(z|x) − log q(z) for an image x.
func (p posteriors) logRatio(image int, z []float64) float64 {
	logDensity := make([]float64, len(p))
	for n, q := range p {
		logDensity[n] = q.LogProb(z)
	}
	return logDensity[image] - reduce.LogMeanExp(logDensity)
}
