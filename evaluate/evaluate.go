// Package evaluate measures a trained model.
//
// [Measure] returns a [Card] with the negative ELBO and its terms, the importance-weighted bounds
// on log p(x), and the active units of the code; [Scores] gives the same figures image by image.
// [AIS] bounds log p(x) by annealed importance sampling, [MeasureInformation] splits the KL
// divergence, and [Classify] tests how well codes tell labels. Figures are in nats per image.
//
// Images are scored by one process, or by several: see [Relay].
//
// A [Protocol] fixes the random numbers: the same seed gives the same estimates, on any number of
// cores. Estimates come with their standard errors.
package evaluate

import (
	"context"
	"fmt"

	"vae"
	"vae/data"
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

// Binarization returns how images are binarised when they are measured, from how they are in
// training: outside of training there is one random draw of each.
func Binarization(training data.Binarization) data.Binarization {
	if training == data.BinarizeDynamic {
		return data.BinarizeOnce
	}
	return training
}

// Measure measures the model on all images of set.
func Measure(ctx context.Context, by Relay, model *vae.Model, set *data.Set, p Protocol) (Card, error) {
	var scores []Score
	err := ScoresUnder(ctx, by, []*vae.Model{model}, set, p, func(s []Score) error {
		scores = append(scores, s[0])
		return nil
	})
	if err != nil {
		return Card{}, err
	}
	return NewCard(scores, p), nil
}
