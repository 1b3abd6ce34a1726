package train

import (
	"cmp"

	"vae"
	"vae/data"
)

// Classes returns the classes of the training images, in the order of their labels; nil if they
// have no labels.
func Classes(images *data.Set) (classes []vae.Class) {
	for _, count := range images.Counts() {
		class := vae.Class{Label: count.Label, Images: count.Images}
		if images.ClassNames != nil {
			class.Name = count.Name
		}
		classes = append(classes, class)
	}
	return classes
}

// checkLabels returns a *vae.LabelError unless a conditional model knows the labels of all images
// to train and to validate on.
func checkLabels(model vae.Config, splits *data.Splits) error {
	if !model.Conditional {
		return nil
	}
	for _, set := range []*data.Set{splits.Train, splits.Validation} {
		if err := model.CheckLabels(set.Labels(), set.Len()); err != nil {
			return err
		}
	}
	return nil
}

// images returns a function that returns n training images (n·D) of the class of an index, or of
// any where the model is not conditional: drawn at random, and in turn where there are fewer. The
// first error goes to fault.
func (r *Run) images(training *data.Set, fault *error) func(class, n int) []float32 {
	return func(class, n int) []float32 {
		set := training
		if r.config.Model.Conditional {
			set = set.OfLabel(r.config.Model.Classes[class].Label)
		}
		chosen := set.Sample(n, r.config.Optimization.Seed)
		images := make([]float32, n*set.Pixels())
		for i := range n {
			*fault = cmp.Or(*fault, chosen.Read(images[i*set.Pixels():], i%chosen.Len()))
		}
		return images
	}
}
