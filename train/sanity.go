package train

import (
	"fmt"

	"vae/data"
	"vae/internal/plural"
)

// Below these, in [0, 1], images are as good as equal, and nearly black.
const (
	noSpread = 1e-3
	darkness = 0.25
)

// warnOfImages warns where training on the images can hardly succeed.
func (r *Run) warnOfImages(images data.Statistics) error {
	switch {
	case images.Spread < noSpread:
		return r.warn(fmt.Sprintf("all training images are nearly equal: a pixel varies by %.2g of the range from image to image", images.Spread),
			"vae data show with -o draws them")
	case images.High < darkness:
		return r.warn(fmt.Sprintf("the brightest of all pixels is %.2g: the images are nearly black", images.High),
			"divide them by their largest value, so that pixels reach from 0 to 1")
	}
	return nil
}

// warnOfFewSteps warns where the run is too short to train anything.
func (r *Run) warnOfFewSteps(images int) error {
	o := r.config.Optimization
	if !o.few(images) {
		return nil
	}
	steps := int64(o.Epochs) * r.perEpoch
	o.Fit(images, true, true)
	return r.warn(fmt.Sprintf("only %s in the whole run: too few to train anything", plural.Of(steps, "optimisation step")),
		fmt.Sprintf("--batch-size %d --epochs %d takes %d", o.BatchSize, o.Epochs, o.Epochs*(images/o.BatchSize)))
}

// hardly is the share of the data's spread below which samples hardly vary.
const hardly = 0.1

// warnOfSamples warns where what the model draws hardly varies.
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
		fmt.Sprintf("what the model draws hardly varies: a pixel by %.2g from image to image, in the data by %.2g", drawn, r.spread),
		"more --epochs, a smaller --batch-size or a --beta-warmup may teach the decoder to heed its code")
}
