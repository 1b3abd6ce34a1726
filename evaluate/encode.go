package evaluate

import (
	"context"

	"vae"
	"vae/data"
)

// Labelled are codes of images with their labels.
type Labelled struct {
	Codes  []float32 // (N·Z)
	Labels []int     // (N), or nil
}

// Encode returns the posterior means of all images of set.
func Encode(ctx context.Context, model *vae.Model, set *data.Set, binarize data.Binarization) (Labelled, error) {
	codes, err := encode(ctx, model, set, data.LoaderConfig{BatchSize: batchSize, Binarize: binarize})
	return Labelled{codes.Mean, set.Labels()}, err
}

// Draw returns a draw z ~ q(z|x) of each image of set, a part of some data. The same seed gives the
// same draws; those of other parts are independent.
func Draw(ctx context.Context, model *vae.Model, set *data.Set, binarize data.Binarization, seed, part uint64) (Labelled, error) {
	codes, err := encode(ctx, model, set, data.LoaderConfig{BatchSize: batchSize, Binarize: binarize, Seed: seed})
	return Labelled{codes.SamplePart(seed, part), set.Labels()}, err
}

// encode returns q(z|x) of all images of set.
func encode(ctx context.Context, model *vae.Model, set *data.Set, c data.LoaderConfig) (all vae.Codes, err error) {
	all.Latent = model.Config().Latent
	loader, err := data.NewLoader(set, c)
	if err != nil {
		return all, err
	}
	for batch, err := range loader.From(ctx, 0) {
		if err != nil {
			return all, err
		}
		codes, err := model.Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			return all, err
		}
		all.Mean, all.LogVar = append(all.Mean, codes.Mean...), append(all.LogVar, codes.LogVar...)
	}
	return all, nil
}
