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
	err = EncodeEach(ctx, nil, model, set, c, func(codes vae.Codes) error {
		all.Mean, all.LogVar = append(all.Mean, codes.Mean...), append(all.LogVar, codes.LogVar...)
		return nil
	})
	return all, err
}

// EncodeEach calls take with q(z|x) of the images of set, some at a time, in order. They are read as
// c says.
func EncodeEach(
	ctx context.Context, by Relay, model *vae.Model, set *data.Set, c data.LoaderConfig, take func(vae.Codes) error,
) error {
	return pass(ctx, by, set, c, func(_ int, batch data.Batch) (vae.Codes, error) {
		return model.Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
	}, take)
}
