package train

import (
	"fmt"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/kernel"
)

// warn tells the observers of something that is likely not as the user wants it.
func (r *Run) warn(message, hint string) error {
	return r.notify(&Warned{Message: message, Hint: hint})
}

// collapseSteps is how many steps a model is given to put its code to use.
const collapseSteps = 100

// warnOfCollapse warns, once, when the decoder has learnt to do without the latent code, so that
// the posterior of every image is the prior.
func (r *Run) warnOfCollapse(row Row) error {
	warmedUp := r.progress.Epoch > r.config.Optimization.BetaWarmup
	if r.warned || !warmedUp || row.Validation == nil || r.Steps() < collapseSteps {
		return nil
	}
	active := *row.ActiveUnits
	if active >= min(2, r.config.Model.Latent) {
		return nil
	}
	r.warned = true
	return r.warn(
		fmt.Sprintf("posterior collapse: %d of %d latent dimensions are active, KL %.3g nats", active, r.config.Model.Latent, row.Validation.KL),
		"--beta-warmup 5 or a smaller --beta gives the code time to be put to use")
}

// warnOfPixels warns where the likelihood is a density and the images are black and white.
func (r *Run) warnOfPixels(images *data.Set) error {
	m := r.config.Model
	grey := r.config.Data.Binarize == data.BinarizeNone && images.Grey()
	kind, err := m.Kind(grey)
	if err != nil {
		return err
	}
	if kind == vae.Density && !grey {
		return r.warn(
			fmt.Sprintf("black and white pixels under the %s likelihood, a density: −ELBO says nothing of how likely they are", m.Likelihood),
			"--likelihood bernoulli is made for them")
	}
	return nil
}

// warnOfSeenImages warns where the checkpoint that a run begins with was trained on images that are
// held out now. What that one began with is not looked at.
func (r *Run) warnOfSeenImages(before Data) error {
	held, unseen := r.validation.Len(), before.Validation // both the last of the same images
	if unseen >= held || before.Fingerprint != r.config.Data.Fingerprint {
		return nil
	}
	hint := fmt.Sprintf("--validation %d holds out those that it held out", unseen)
	if unseen == 0 {
		hint = "--validation in the run to start from keeps images unseen"
	}
	return r.warn(fmt.Sprintf("%s was trained on %d of the %d validation images: their figures will look too good",
		r.config.Start.Run, held-unseen, held), hint)
}

// warnOfOtherRounding warns where resuming from state cannot give the same bytes.
func (r *Run) warnOfOtherRounding(state *checkpoints.State) error {
	before, now := state.Metadata[instructionsKey], kernel.Level()
	if before == now {
		return nil
	}
	return r.warn(
		fmt.Sprintf("the run was begun with %s instructions and goes on with %s, which round differently", before, now),
		"resumed on a machine of the first kind it would end with the same bytes as if it had not been interrupted")
}

// warnOfOtherSchedule warns where another number of epochs changes the learning rate.
func (r *Run) warnOfOtherSchedule(before, now Optimization) error {
	if before.Epochs == now.Epochs || now.Schedule == "constant" {
		return nil
	}
	return r.warn(
		fmt.Sprintf("the %s schedule of the learning rate now ends after %d epochs, not %d: the rate jumps", now.Schedule, now.Epochs, before.Epochs),
		"a new run with --epochs follows the schedule from the start")
}
