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
	return ScoresUnder(ctx, []*vae.Model{model}, set, p, func(scores []Score) error { return each(scores[0]) })
}

// ScoreOf returns the score of image i of set, the same as Scores.
func ScoreOf(ctx context.Context, model *vae.Model, set *data.Set, i int, p Protocol) (score Score, err error) {
	m := newMeasurement([]*vae.Model{model}, p)
	m.first = int64(i)
	err = m.scores(ctx, set.Slice(i, i+1), func(scores []Score) error {
		score = scores[0]
		return nil
	})
	return score, err
}

// ScoresUnder is Scores of models that are the same but for their priors. It calls each with the
// score of an image under every prior, of the same draws, which are decoded once.
func ScoresUnder(ctx context.Context, models []*vae.Model, set *data.Set, p Protocol, each func([]Score) error) error {
	return newMeasurement(models, p).scores(ctx, set, each)
}

// scores is ScoresUnder of the measurement's models.
func (m *measurement) scores(ctx context.Context, set *data.Set, each func([]Score) error) (err error) {
	defer fault.Mark("evaluate", &err)
	p := m.protocol
	if err := p.Validate(); err != nil {
		return err
	}
	loader, err := data.NewLoader(set, data.LoaderConfig{BatchSize: batchSize, Binarize: p.Binarize, Seed: p.Seed})
	if err != nil {
		return err
	}
	for batch, err := range loader.From(ctx, 0) {
		if err != nil {
			return err
		}
		if err := m.encode(batch); err != nil {
			return err
		}
		together := max(1, m.maxDraws/p.Samples) // images whose draws are decoded at a time
		for i := 0; i < batch.Size; i += together {
			if err := m.score(ctx, i, min(together, batch.Size-i), each); err != nil {
				return err
			}
		}
	}
	return nil
}
