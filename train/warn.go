package train

import "fmt"

// warn tells the observers of something that is likely not as the user wants it.
func (r *Run) warn(message, hint string) error {
	return r.notify(&Warned{Message: message, Hint: hint})
}

// warnOfCollapse warns, once, when the decoder has learnt to do without the latent
// code, so that the posterior of every image is the prior.
func (r *Run) warnOfCollapse(row Row) error {
	warmedUp := r.progress.Epoch > r.config.Optimization.BetaWarmup
	few := row.ActiveUnits < min(2, r.config.Model.Latent)
	if r.warned || !warmedUp || row.Validation == nil || !few && row.Validation.KL > 0.1 {
		return nil
	}
	r.warned = true
	return r.warn(
		fmt.Sprintf("posterior collapse: %d of %d latent dimensions are active, KL %.3g nats", row.ActiveUnits, r.config.Model.Latent, row.Validation.KL),
		"--beta-warmup 5 or a smaller --beta gives the code time to be put to use")
}
