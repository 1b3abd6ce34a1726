package evaluate

import (
	"context"
	"runtime"

	"vae"
	"vae/data"
	"vae/internal/kernel"
	"vae/internal/rng"
)

// measurement scores batches of images under one or more priors.
type measurement struct {
	priors         []underPrior
	protocol       Protocol
	latent, pixels int
	maxDraws       int // decoded at a time

	first  int       // number of the first image of the batch
	images []float32 // of the batch, as are the codes
	codes  vae.Codes
	eps    []float32
}

// underPrior is a model with its prior, and what depends on that.
type underPrior struct {
	model      *vae.Model
	kl         []float32 // of a batch; nil where it has no closed form
	dimensions []float64 // likewise
}

func newMeasurement(models []*vae.Model, p Protocol) (*measurement, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	c := models[0].Config()
	m := &measurement{
		protocol: p, latent: c.Latent, pixels: c.Pixels(), maxDraws: coreDraws * runtime.GOMAXPROCS(0),
	}
	for _, model := range models {
		m.priors = append(m.priors, underPrior{model: model})
	}
	return m, nil
}

// loading says in what batches images are scored.
func (m *measurement) loading() data.LoaderConfig {
	return data.LoaderConfig{BatchSize: batchSize, Binarize: m.protocol.Binarize, Seed: m.protocol.Seed}
}

// batch calls each with the scores of the images of a batch, of which first is the number of the
// first.
func (m *measurement) batch(ctx context.Context, first int, batch data.Batch, each func([]Score) error) error {
	m.first, m.images = first, batch.Images
	if err := m.encode(batch); err != nil {
		return err
	}
	together := max(1, m.maxDraws/m.protocol.Samples) // images whose draws are decoded at a time
	for i := 0; i < batch.Size; i += together {
		if err := m.score(ctx, i, min(together, batch.Size-i), each); err != nil {
			return err
		}
	}
	return nil
}

func (m *measurement) encode(batch data.Batch) (err error) {
	in := vae.Input{Images: batch.Images, Labels: batch.Labels}
	if m.codes, err = m.priors[0].model.EncodeAsTrained(in); err != nil {
		return err
	}
	for i := range m.priors {
		p := &m.priors[i]
		if p.kl, _, err = p.model.KL(m.codes); err != nil {
			return err
		}
		if p.dimensions, err = p.model.KLDimensions(m.codes); err != nil {
			return err
		}
	}
	return nil
}

// score scores n images from image i of the batch on.
func (m *measurement) score(ctx context.Context, i, n int, each func([]Score) error) error {
	logProb, logRatios, err := m.weigh(ctx, i, n)
	if err != nil {
		return err
	}
	scores := make([][]Score, n)
	kernel.Parallel(n, func(j int) {
		for k := range m.priors {
			scores[j] = append(scores[j], m.one(i+j, k, row(logProb, j, n), row(logRatios[k], j, n)))
		}
	})
	for _, s := range scores {
		if err := each(s); err != nil {
			return err
		}
	}
	return nil
}

// one returns the score of an image under a prior, from the importance weights of its draws.
func (m *measurement) one(image, prior int, logProb, logRatio []float32) Score {
	draws, p := float64(m.protocol.Samples), m.priors[prior]
	code := m.codes.Slice(image, image+1)
	s := Score{Mean: code.Mean, LogVar: code.LogVar}
	logWeights := make([]float64, len(logProb))
	for k := range logWeights {
		s.Recon -= float64(logProb[k]) / draws
		s.KL -= float64(logRatio[k]) / draws
		logWeights[k] = float64(logProb[k]) + float64(logRatio[k])
	}
	if p.kl != nil {
		s.KL = float64(p.kl[image])
		s.Dimensions = p.dimensions[image*m.latent : (image+1)*m.latent]
	}
	for _, k := range m.protocol.Ladder() {
		s.Bounds = append(s.Bounds, bound(logWeights, k))
	}
	s.ESS = effective(logWeights)
	return s
}

// weigh returns log p(x|z) of the draws of n images from image i on, and log p(z) − log q(z|x)
// under each prior. The noise of an image is a function of the seed and of its number only.
func (m *measurement) weigh(ctx context.Context, i, n int) (logProb []float32, logRatios [][]float32, err error) {
	size := m.protocol.Samples * m.latent // of the noise of an image
	if len(m.eps) < n*size {
		m.eps = make([]float32, n*size)
	}
	kernel.Parallel(n, func(j int) {
		noise := rng.Stream(m.protocol.Seed, "evaluate", uint64(m.first+i+j))
		noise.Normal(m.eps[j*size : (j+1)*size])
	})
	codes := m.codes.Slice(i, i+n)
	in := vae.Input{Images: m.images[i*m.pixels : (i+n)*m.pixels]}
	step := n * size // all draws of all images, or some of one image
	if n == 1 {
		step = min(size, m.maxDraws*m.latent)
	}
	logRatios = make([][]float32, len(m.priors))
	for from := 0; from < n*size; from += step {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		eps := m.eps[from:min(from+step, n*size)]
		w, err := m.priors[0].model.Weigh(in, codes, eps)
		if err != nil {
			return nil, nil, err
		}
		logProb, logRatios[0] = append(logProb, w.LogProb...), append(logRatios[0], w.LogRatio...)
		for k := 1; k < len(m.priors); k++ {
			logRatio, err := m.priors[k].model.LogRatio(codes, eps)
			if err != nil {
				return nil, nil, err
			}
			logRatios[k] = append(logRatios[k], logRatio...)
		}
	}
	return logProb, logRatios, nil
}

// row returns row i of n rows of equal length.
func row(x []float32, i, n int) []float32 { return x[i*len(x)/n : (i+1)*len(x)/n] }
