// Package evaluate measures a trained model.
//
// Every figure comes with the standard error over images, and is the same whenever
// it is taken with the same seed.
package evaluate

import (
	"context"

	"vae"
	"vae/data"
)

// Protocol says how a model is measured.
type Protocol struct {
	Binarize data.Binarization `json:"binarize"`
	Samples  int               `json:"samples"` // draws z ~ q(z|x) for each image
	Seed     uint64            `json:"seed"`
}

// Measure measures the model on all images of set.
func Measure(ctx context.Context, model *vae.Model, set *data.Set, p Protocol) (Card, error) {
	var scores []Score
	err := Scores(ctx, model, set, p, func(s Score) error {
		scores = append(scores, s)
		return nil
	})
	if err != nil {
		return Card{}, err
	}
	return NewCard(scores, p), nil
}
