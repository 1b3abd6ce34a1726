package evaluate

import (
	"context"

	"vae"
	"vae/data"
	"vae/internal/fault"
)

// Score holds the figures of one image, in nats.
type Score struct {
	Recon  float64 // −log p(x|z), summed over pixels, mean over the draws
	KL     float64 // KL(q(z|x) ‖ p(z)), in closed form if it has one, else the mean over the draws
	Bounds []Bound // L_K for each K of the protocol's ladder; the last has all draws
	ESS    float64 // effective number of draws, of all: see effective

	Dimensions   []float64 // the part of each dimension in KL (Z); nil if it is not a sum over dimensions
	Mean, LogVar []float32 // of q(z|x), (Z) each
}

// LogLikelihood returns the best estimate of log p(x): the bound with all draws.
func (s Score) LogLikelihood() Bound { return s.Bounds[len(s.Bounds)-1] }

// NELBO returns the negative evidence lower bound.
func (s Score) NELBO() float64 { return s.Recon + s.KL }

const (
	batchSize = 512   // images that are encoded at a time
	coreDraws = 10000 // draws that are decoded at a time, for each core
)

// Scores calls each with the score of every image of set, in order. It stops at and returns the
// first error of each.
func Scores(ctx context.Context, model *vae.Model, set *data.Set, p Protocol, each func(Score) error) error {
	return ScoresUnder(ctx, nil, []*vae.Model{model}, set, p, func(scores []Score) error { return each(scores[0]) })
}

// ScoreOf returns the score of image i of set, the same as Scores.
func ScoreOf(ctx context.Context, model *vae.Model, set *data.Set, i int, p Protocol) (score Score, err error) {
	defer fault.Mark("evaluate", &err)
	m, err := newMeasurement([]*vae.Model{model}, p)
	if err != nil {
		return score, err
	}
	err = batches(ctx, set.Slice(i, i+1), m.loading(), func(_ int, batch data.Batch) error {
		return m.batch(ctx, i, batch, func(scores []Score) error {
			score = scores[0]
			return nil
		})
	})
	return score, err
}

// ScoresUnder is Scores of models that are the same but for their priors. It calls each with the
// score of an image under every prior, of the same draws, which are decoded once.
func ScoresUnder(
	ctx context.Context, by Relay, models []*vae.Model, set *data.Set, p Protocol, each func([]Score) error,
) (err error) {
	defer fault.Mark("evaluate", &err)
	m, err := newMeasurement(models, p)
	if err != nil {
		return err
	}
	if by == nil { // each hears of an image as soon as it is scored
		return batches(ctx, set, m.loading(), func(first int, batch data.Batch) error {
			return m.batch(ctx, first, batch, each)
		})
	}
	return pass(ctx, by, set, m.loading(), func(first int, batch data.Batch) (block [][]Score, err error) {
		err = m.batch(ctx, first, batch, func(scores []Score) error {
			block = append(block, scores)
			return nil
		})
		return block, err
	}, func(block [][]Score) error {
		for _, scores := range block {
			if err := each(scores); err != nil {
				return err
			}
		}
		return nil
	})
}
