package evaluate

import (
	"context"
	"runtime"

	"vae"
	"vae/data"
	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/rng"
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
func Scores(ctx context.Context, model *vae.Model, set *data.Set, p Protocol, each func(Score) error) (err error) {
	defer fault.Mark("evaluate", &err)
	if err := p.Validate(); err != nil {
		return err
	}
	loader, err := data.NewLoader(set, data.LoaderConfig{BatchSize: batchSize, Binarize: p.Binarize, Seed: p.Seed})
	if err != nil {
		return err
	}
	m := measurement{
		model: model, protocol: p, latent: model.Config().Latent, pixels: model.Config().Pixels(),
		maxDraws: coreDraws * runtime.GOMAXPROCS(0),
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

// measurement scores a batch of images.
type measurement struct {
	model          *vae.Model
	protocol       Protocol
	latent, pixels int
	maxDraws       int // decoded at a time

	batch      data.Batch
	codes      vae.Codes
	kl         []float32 // nil where it has no closed form
	dimensions []float64 // likewise
	eps        []float32
}

func (m *measurement) encode(batch data.Batch) (err error) {
	m.batch = batch
	if m.codes, err = m.model.Encode(vae.Input{Images: batch.Images, Labels: batch.Labels}); err != nil {
		return err
	}
	if m.kl, _, err = m.model.KL(m.codes); err != nil {
		return err
	}
	m.dimensions, err = m.model.KLDimensions(m.codes)
	return err
}

// score scores n images from image i of the batch on.
func (m *measurement) score(ctx context.Context, i, n int, each func(Score) error) error {
	weights, err := m.weigh(ctx, i, n)
	if err != nil {
		return err
	}
	scores := make([]Score, n)
	kernel.Parallel(n, func(j int) {
		draws := m.protocol.Samples
		code := m.codes.Slice(i+j, i+j+1)
		s := Score{Mean: code.Mean, LogVar: code.LogVar}
		logWeights := make([]float64, draws)
		for k := range logWeights {
			logProb := float64(weights.LogProb[j*draws+k])
			s.Recon -= logProb / float64(draws)
			logRatio := float64(weights.LogRatio[j*draws+k])
			s.KL -= logRatio / float64(draws)
			logWeights[k] = logProb + logRatio
		}
		if m.kl != nil {
			s.KL = float64(m.kl[i+j])
			s.Dimensions = m.dimensions[(i+j)*m.latent : (i+j+1)*m.latent]
		}
		for _, k := range m.protocol.Ladder() {
			s.Bounds = append(s.Bounds, bound(logWeights, k))
		}
		s.ESS = effective(logWeights)
		scores[j] = s
	})
	for _, s := range scores {
		if err := each(s); err != nil {
			return err
		}
	}
	return nil
}

// weigh returns the importance weights of the draws of n images from image i on. The noise of an
// image is a function of the seed and of its number only.
func (m *measurement) weigh(ctx context.Context, i, n int) (all vae.ImportanceWeights, err error) {
	size := m.protocol.Samples * m.latent // of the noise of an image
	if len(m.eps) < n*size {
		m.eps = make([]float32, n*size)
	}
	kernel.Parallel(n, func(j int) {
		number := m.batch.Step*batchSize + int64(i+j)
		noise := rng.Stream(m.protocol.Seed, "evaluate", uint64(number))
		noise.Normal(m.eps[j*size : (j+1)*size])
	})
	codes := m.codes.Slice(i, i+n)
	in := vae.Input{Images: m.batch.Images[i*m.pixels : (i+n)*m.pixels], Labels: codes.Labels}
	step := n * size // all draws of all images, or some of one image
	if n == 1 {
		step = min(size, m.maxDraws*m.latent)
	}
	for from := 0; from < n*size; from += step {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		w, err := m.model.Weigh(in, codes, m.eps[from:min(from+step, n*size)])
		if err != nil {
			return all, err
		}
		all.LogProb = append(all.LogProb, w.LogProb...)
		all.LogRatio = append(all.LogRatio, w.LogRatio...)
	}
	return all, nil
}
