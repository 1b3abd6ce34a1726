// Package evaluate measures a trained model.
//
// Estimates come with their standard errors, and are the same whenever they are taken with the same
// seed.
package evaluate

import (
	"context"
	"fmt"

	"vae"
	"vae/data"
	"vae/internal/fault"
)

// Protocol says how a model is measured.
type Protocol struct {
	Binarize data.Binarization `json:"binarize"`
	Samples  int               `json:"samples"` // draws z ~ q(z|x) for each image, one or more
	Seed     uint64            `json:"seed"`
}

// Validate returns an error that names the first invalid field.
func (p Protocol) Validate() error {
	if p.Samples < 1 {
		return fmt.Errorf("%d samples are not 1 or more", p.Samples)
	}
	return nil
}

// Binarization returns how images are binarised where they are measured, of those that are trained
// on: outside of training there is one random draw of each.
func Binarization(training data.Binarization) data.Binarization {
	if training == data.BinarizeDynamic {
		return data.BinarizeOnce
	}
	return training
}

// Measure measures the model on all images of set.
func Measure(ctx context.Context, model *vae.Model, set *data.Set, p Protocol) (_ Card, err error) {
	defer fault.Mark("evaluate", &err)
	var scores []Score
	err = Scores(ctx, model, set, p, func(s Score) error {
		scores = append(scores, s)
		return nil
	})
	if err != nil {
		return Card{}, err
	}
	return NewCard(scores, p), nil
}
