package explorer

import (
	"cmp"
	"context"
	"math"
	"slices"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/reduce"
	"vae/internal/web"
	"vae/latent"
)

// The work that is done for every checkpoint is bounded: so many images are scored, so many
// posteriors make q(z).
const (
	scoredImages     = 10_000
	scoredBusy       = 500 // beside a training
	aggregatedImages = 10_000
	planeDraws       = 100_000 // of p(z) and of q(z), for their contours
)

// snapshot is a checkpoint and what follows from it, which is computed in the background once a page
// asks for it.
type snapshot struct {
	*Loaded
	stop context.CancelFunc
	work work

	codes           *promise[vae.Codes]
	dimensions      []dimension // of the codes, the most informative first; there with them
	dimensionFigure string      // the name of their figure
	aggregate       *promise[*latent.Aggregate]
	scores          *promise[*scores]
}

// scores are those of the first images.
type scores struct {
	all   []evaluate.Score
	logP  []float64 // log p(x) as estimated, of each
	order []int     // of images, the least likely first
	nelbo evaluate.Estimate
}

// newSnapshot returns the snapshot of a checkpoint, which tells when what follows from it is there.
func newSnapshot(ctx context.Context, l *Loaded, tell func(string)) *snapshot {
	ctx, stop := context.WithCancel(ctx)
	s := &snapshot{Loaded: l, stop: stop}
	if l.Images == nil {
		return s
	}
	s.codes = promised(func() (codes vae.Codes, err error) {
		if codes, err = measured(&s.work, func() (vae.Codes, error) { return s.encode(ctx) }); err == nil {
			s.dimensions, s.dimensionFigure, err = s.describeDimensions(codes)
		}
		return codes, err
	}, func() { tell("codes") })
	s.aggregate = promised(func() (*latent.Aggregate, error) {
		codes, err := s.codes.wait(ctx)
		if err != nil {
			return nil, err
		}
		return measured(&s.work, func() (*latent.Aggregate, error) {
			some := spread(codes, aggregatedImages)
			return latent.NewAggregate(some.Mean, some.LogVar, some.Latent, 1), nil
		})
	}, func() {})
	s.scores = promised(func() (*scores, error) {
		if _, err := s.aggregate.wait(ctx); err != nil {
			return nil, err
		}
		return measured(&s.work, func() (*scores, error) { return s.score(ctx) })
	}, func() { tell("scores") })
	return s
}

// trouble says what is wrong with the checkpoint or with what follows from it, "" if nothing is.
func (s *snapshot) trouble() string {
	if s.Problem != "" || s.Images == nil {
		return s.Problem
	}
	if err := cmp.Or(s.codes.fault(), s.scores.fault()); err != nil {
		return err.Error()
	}
	return ""
}

// rests reports whether what pages have asked for is yet to come, or the work for it was so lately
// under way that none should begin.
func (s *snapshot) rests() bool { return s.Images != nil && s.scores.pending() || s.work.rests() }

// model returns the model under the prior to begin with.
func (s *snapshot) model() *vae.Model { return s.Priors[0].Model }

// under returns the model under a prior; "" is the one to begin with.
func (s *snapshot) under(name string) (*vae.Model, error) {
	i := slices.IndexFunc(s.Priors, func(p Prior) bool { return p.Name == name || name == "" })
	if i < 0 {
		return nil, web.BadRequest("there is no prior %q", name)
	}
	return s.Priors[i].Model, nil
}

func (s *snapshot) encode(ctx context.Context) (vae.Codes, error) {
	codes := vae.Codes{Latent: s.model().Config().Latent}
	loader, err := data.NewLoader(s.Images.Set, s.Images.Loader)
	if err != nil {
		return codes, err
	}
	for batch, err := range loader.From(ctx, 0) {
		if err != nil {
			return codes, err
		}
		part, err := s.model().Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			return codes, err
		}
		codes.Mean, codes.LogVar = append(codes.Mean, part.Mean...), append(codes.LogVar, part.LogVar...)
		codes.Labels = append(codes.Labels, part.Labels...)
	}
	return codes, nil
}

// spread returns at most n of the codes, evenly spread.
func spread(codes vae.Codes, n int) vae.Codes {
	count := codes.Len()
	if count <= n {
		return codes
	}
	some := vae.Codes{Latent: codes.Latent}
	for i := range n {
		one := codes.Slice(i*count/n, i*count/n+1)
		some.Mean, some.LogVar = append(some.Mean, one.Mean...), append(some.LogVar, one.LogVar...)
	}
	return some
}

func (s *snapshot) score(ctx context.Context) (*scores, error) {
	n := scoredImages
	if s.Busy {
		n = scoredBusy
	}
	part := s.Images.Slice(0, min(n, s.Images.Len()))
	found := &scores{}
	err := evaluate.Scores(ctx, s.model(), part, s.Images.Protocol, func(score evaluate.Score) error {
		found.all = append(found.all, score)
		found.logP = append(found.logP, score.LogLikelihood().Value)
		return nil
	})
	if err != nil {
		return nil, err
	}
	unlikely := make([]float64, len(found.logP))
	for i, v := range found.logP {
		unlikely[i] = -v
	}
	found.order = latent.Order(unlikely)
	found.nelbo = evaluate.NewCard(found.all, s.Images.Protocol).NELBO
	return found, nil
}

// dimension is what is known of a dimension of the codes.
type dimension struct {
	Index     int     `json:"index"`
	Figure    float64 `json:"figure"` // nats
	Dead      bool    `json:"dead"`
	Mean      float64 `json:"mean"`
	Low       float64 `json:"low"` // of the slider
	High      float64 `json:"high"`
	Histogram []int   `json:"histogram"` // of the means, from Low to High
}

// deadBelow is the KL of a dimension that tells nothing of the image, in nats.
const deadBelow = 0.02

// bins is the number of bars of a histogram.
const bins = 24

// describeDimensions returns the dimensions, the most informative first, and the name of their
// figure.
func (s *snapshot) describeDimensions(codes vae.Codes) ([]dimension, string, error) {
	z, name := codes.Latent, "KL"
	kl, err := s.model().KLDimensions(codes)
	if err != nil {
		return nil, "", err
	}
	figures := make([]float64, z)
	if kl == nil {
		name = "information"
		figures = latent.Information(codes.Mean, codes.LogVar, z)
	}
	for i, v := range kl {
		figures[i%z] += v / float64(codes.Len())
	}
	var all []dimension
	for _, j := range latent.Order(figures) {
		d := dimension{Index: j, Figure: figures[j], Dead: figures[j] < deadBelow, Low: -3.5, High: 3.5}
		values := make([]float64, codes.Len())
		for i := range values {
			values[i] = float64(codes.Mean[i*z+j])
		}
		d.Mean = reduce.Mean(values)
		d.Low, d.High = min(d.Low, slices.Min(values)), max(d.High, slices.Max(values))
		d.Histogram = make([]int, bins)
		for _, v := range values {
			d.Histogram[min(int(math.Floor((v-d.Low)/(d.High-d.Low)*bins)), bins-1)]++
		}
		all = append(all, d)
	}
	return all, name, nil
}
