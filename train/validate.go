package train

import (
	"context"
	"errors"
	"math"

	"vae/evaluate"
)

// validate measures the model on the validation images, with the same noise every time, and writes
// the figures into row.
func (r *Run) validate(ctx context.Context, row *Row) error {
	if r.validation.Len() == 0 {
		return nil
	}
	objective := r.config.Optimization.Objective
	protocol := evaluate.Protocol{Binarize: r.config.Data.Binarize, Samples: 1, Seed: r.config.Optimization.Seed}
	if objective.ImportanceWeighted() {
		protocol.Samples = objective.Draws()
	}
	card, err := evaluate.Measure(ctx, r.model, r.validation, protocol)
	if errors.Is(err, context.Canceled) {
		return ErrInterrupted
	}
	if err != nil {
		return err
	}
	row.Validation = &Figures{NELBO: card.NELBO.Mean, Recon: card.Recon.Mean, KL: card.KL.Mean}
	if objective.ImportanceWeighted() {
		row.Validation.IWAE = card.NLL().Mean
	}
	row.ActiveUnits = &card.ActiveUnits
	if n := card.NELBO.Mean; math.IsNaN(n) || math.IsInf(n, 0) {
		return &NumbersError{r.Steps(), "the validation −ELBO", "not finite; " + r.cause()}
	}
	return nil
}
