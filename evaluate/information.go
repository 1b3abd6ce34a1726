package evaluate

import (
	"context"
	"math"

	"vae"
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
	Limit     float64 `json:"limit"`     // log N; given labels the mean of log N of the images' classes
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

// MeasureInformation estimates I(x; z) from one draw z of each of some images with these scores,
// evenly spread over all of them:
//
//	I ≈ 1/M Σ_m log q(z_m|x_m) − log 1/N Σ_n q(z_m|x_n),  z_m ~ q(z|x_m)
//
// Where the KL has no closed form, the draws also give KL(q(z) ‖ p(z)), the mean of log q(z_m) −
// log p(z_m). Of a conditional model, which takes the labels of the images, all is given y: I(x;
// z|y) and the mean of KL(q(z|y) ‖ p(z|y)) over images, where q(z|y) is the mean over images of the
// class.
func MeasureInformation(ctx context.Context, model *vae.Model, scores []Score, labels []int, seed uint64) (Information, error) {
	if !model.Config().Conditional {
		labels = nil
	}
	p := newPosteriors(scores, labels)
	n := len(scores)
	draws := min(n, informationDraws, max(informationFew, informationTerms/(n*len(scores[0].Mean))))
	logRatio, logAggregate := make([]float64, draws), make([]float64, draws)
	at := vae.Input{Codes: make([]float32, draws*len(scores[0].Mean))}
	const block = 64 // draws between looks at ctx
	for from := 0; from < draws; from += block {
		if err := ctx.Err(); err != nil {
			return Information{}, err
		}
		kernel.Parallel(min(block, draws-from), func(i int) {
			image := (from + i) * n / draws
			z := p.draw(image, seed)
			logRatio[from+i], logAggregate[from+i] = p.logRatio(image, z)
			for j, v := range z {
				at.Codes[(from+i)*len(z)+j] = float32(v)
			}
		})
	}
	for i := 0; i < draws && labels != nil; i++ {
		at.Labels = append(at.Labels, labels[i*n/draws])
	}
	var mutual moments
	for _, v := range logRatio {
		mutual.add(v)
	}
	i := mutual.estimate()
	aggregate, err := aggregate(model, scores, i, logAggregate, at)
	return Information{Drawn{i.Mean, i.StandardError}, aggregate, p.limit(), draws}, err
}

// aggregate returns KL(q(z) ‖ p(z)): the mean KL less the information or, where that is estimated,
// the mean of log q(z) − log p(z) at the draws.
func aggregate(model *vae.Model, scores []Score, information Estimate, logAggregate []float64, at vae.Input) (Drawn, error) {
	var kl moments
	if scores[0].Dimensions != nil {
		for _, s := range scores {
			kl.add(s.KL)
		}
		return Drawn{kl.mean - information.Mean, information.StandardError}, nil
	}
	logPrior, err := model.LogPrior(at)
	for i, v := range logPrior {
		kl.add(logAggregate[i] - float64(v))
	}
	e := kl.estimate()
	return Drawn{e.Mean, e.StandardError}, err
}

// Times returns the information, in nats, multiplied by factor, for another unit.
func (i Information) Times(factor float64) Information {
	i.Mutual, i.Aggregate, i.Limit = i.Mutual.times(factor), i.Aggregate.times(factor), i.Limit*factor
	return i
}

// posteriors are q(z|x) of N images in float64: a density far out is a small difference of large
// numbers.
type posteriors struct {
	all   []dist.Diagonal
	among [][]int // for each image, those that are aggregated: all, or those of its class
}

func newPosteriors(scores []Score, labels []int) (p posteriors) {
	groups := map[int][]int{}
	label := func(i int) int {
		if labels == nil {
			return 0
		}
		return labels[i]
	}
	for i, s := range scores {
		p.all = append(p.all, dist.NewDiagonal(float64s(s.Mean), float64s(s.LogVar)))
		groups[label(i)] = append(groups[label(i)], i)
	}
	for i := range scores {
		p.among = append(p.among, groups[label(i)])
	}
	return p
}

// limit returns the mean of log N, where N images are aggregated.
func (p posteriors) limit() (mean float64) {
	for _, among := range p.among {
		mean += math.Log(float64(len(among))) / float64(len(p.among))
	}
	return mean
}

// draw returns z ~ q(z|x) of an image: a function of the seed and of its index.
func (p posteriors) draw(image int, seed uint64) []float64 {
	eps := make([]float32, len(p.all[image].Mean))
	source := rng.Stream(seed, "information", uint64(image))
	source.Normal(eps)
	return p.all[image].Place(eps)
}

// logRatio returns log q(z|x) − log q(z) for an image x, and log q(z).
func (p posteriors) logRatio(image int, z []float64) (ratio, aggregate float64) {
	logDensity := make([]float64, len(p.among[image]))
	own := 0.0
	for i, n := range p.among[image] {
		if logDensity[i] = p.all[n].LogProb(z); n == image {
			own = logDensity[i]
		}
	}
	aggregate = reduce.LogMeanExp(logDensity)
	return own - aggregate, aggregate
}
