package train

import (
	"fmt"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/kernel"
	"vae/internal/plural"
)

func (r *Run) warn(message, hint string) error {
	return r.notify(&Warned{Message: message, Hint: hint})
}

// collapseSteps is the number of steps in which a model may still learn to use its code.
const collapseSteps = 100

// warnOfCollapse warns, once, of a posterior collapse: the decoder has learnt to ignore the latent
// code, and the posterior of every image is the prior.
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
		fmt.Sprintf("posterior collapse: %d of %d latent dimensions are active, KL %.3g nats",
			active, r.config.Model.Latent, row.Validation.KL),
		"--beta-warmup 5 or a smaller --beta gives the code time to be put to use")
}

// warnOfPixels warns if the likelihood is a density and the images are black and white.
func (r *Run) warnOfPixels(images *data.Set) error {
	m := r.config.Model
	grey, err := false, error(nil)
	if r.config.Data.Binarize == data.BinarizeNone {
		grey, err = images.Grey()
	}
	if err != nil {
		return err
	}
	kind, err := m.Kind(grey)
	if err != nil {
		return err
	}
	if kind == vae.Density && !grey {
		return r.warn(
			fmt.Sprintf("black and white pixels under the %s likelihood, a density: "+
				"−ELBO says nothing of how likely they are", m.Likelihood),
			"--likelihood bernoulli is made for them")
	}
	return nil
}

// warnOfSeenImages warns if the checkpoint that a run begins with was trained on images that are
// now held out.
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

// warnOfOtherRounding warns if resuming from state cannot give the same bytes.
func (r *Run) warnOfOtherRounding(state *checkpoints.State) error {
	before, now := state.Metadata[instructionsKey], kernel.Level()
	if before == now {
		return nil
	}
	return r.warn(
		fmt.Sprintf("the run was begun with %s instructions and goes on with %s, which round differently", before, now),
		"resumed on a machine of the first kind it would end with the same bytes as if it had not been interrupted")
}

// warnOfOtherSchedule warns if another number of epochs changes the learning rate.
func (r *Run) warnOfOtherSchedule(before, now Optimization) error {
	if before.Epochs == now.Epochs || now.Schedule == "constant" {
		return nil
	}
	return r.warn(
		fmt.Sprintf("the %s schedule of the learning rate now ends after %d epochs, not %d: the rate jumps",
			now.Schedule, now.Epochs, before.Epochs),
		"a new run with --epochs follows the schedule from the start")
}

// Spreads and pixels in [0, 1] below which images are nearly equal, and nearly black.
const (
	noSpread = 1e-3
	darkness = 0.25
)

// warnOfImages warns if training on the images can hardly succeed.
func (r *Run) warnOfImages(images data.Statistics) error {
	switch {
	case images.Spread < noSpread:
		return r.warn(
			fmt.Sprintf("all training images are nearly equal: a pixel varies by %.2g of the range from image to image",
				images.Spread),
			"vae data show with -o draws them")
	case images.High < darkness:
		return r.warn(fmt.Sprintf("the brightest of all pixels is %.2g: the images are nearly black", images.High),
			"divide them by their largest value, so that pixels reach from 0 to 1")
	}
	return nil
}

// warnOfFewSteps warns if the run is too short to train well.
func (r *Run) warnOfFewSteps(images int) error {
	o := r.config.Optimization
	if !o.few(images) {
		return nil
	}
	steps := int64(o.Epochs) * r.perEpoch
	o.Fit(images, true, true)
	return r.warn("only "+plural.Of(steps, "optimisation step")+" in the whole run: too few to train well",
		fmt.Sprintf("--batch-size %d --epochs %d takes %d", o.BatchSize, o.Epochs, o.Epochs*(images/o.BatchSize)))
}

// hardly is the share of the data's spread below which samples hardly vary.
const hardly = 0.1

// warnOfSamples warns if samples of the model hardly vary.
func (r *Run) warnOfSamples() error {
	pixels, err := r.model.Sample(pictureSamples, r.config.Optimization.Seed)
	if err != nil {
		return err
	}
	drawn := data.Spread(pixels, r.config.Model.Pixels())
	if r.spread < noSpread || drawn >= hardly*r.spread {
		return nil
	}
	return r.warn(
		fmt.Sprintf("what the model draws hardly varies: a pixel by %.2g from image to image, in the data by %.2g",
			drawn, r.spread),
		"more --epochs, a smaller --batch-size or a --beta-warmup may teach the decoder to heed its code")
}
