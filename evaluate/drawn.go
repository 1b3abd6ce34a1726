package evaluate

import (
	"context"
	"fmt"

	"vae"
	"vae/data"
	"vae/internal/fault"
)

// DrawnLabels says how often images that a model draws of a class look like that class: to a
// classifier that knows nothing of the model, the nearest neighbour in pixels among training
// images. What it reaches on real images bounds what the figure can say.
type DrawnLabels struct {
	Training int      `json:"training"` // images that the classifier compares with
	Images   int      `json:"images"`   // drawn, of the classes in turn
	Accuracy Estimate `json:"accuracy"` // share of them that it takes for their class
	Real     Estimate `json:"real"`     // share of test images, as many or all, that it takes for theirs
}

const (
	drawnImages = 2000    // that are classified, for an error of half a per cent
	drawnPixels = 1 << 26 // of training images, at most: 256 MiB
)

// MeasureDrawnLabels draws expected images of the classes of a model, in turn, and classifies them
// and as many of the test images.
func MeasureDrawnLabels(ctx context.Context, model *vae.Model, training, test *data.Set, seed uint64) (d DrawnLabels, err error) {
	defer fault.Mark("evaluate", &err)
	classes := model.Classes()
	if len(classes) == 0 || !training.Labelled() || !test.Labelled() {
		return d, fmt.Errorf("%d classes, %d labels to train and %d to test on",
			len(classes), len(training.Labels()), len(test.Labels()))
	}
	n := min(drawnImages, max(1, drawnPixels/training.Pixels()))
	draws := vae.PriorDraws{N: n, Seed: seed, Temperature: 1, Labels: make([]int, n)}
	for i := range draws.Labels {
		draws.Labels[i] = classes[i%len(classes)].Label
	}
	codes, err := model.DrawPrior(draws)
	if err != nil {
		return d, err
	}
	images, err := model.Decode(codes)
	if err != nil {
		return d, err
	}
	among, err := pixelsOf(training.Sample(max(1, drawnPixels/training.Pixels()), seed))
	if err != nil {
		return d, err
	}
	d.Training, d.Images = len(among.Labels), n
	if d.Accuracy, err = likeNearest(ctx, among, Labelled{images, draws.Labels}); err != nil {
		return d, err
	}
	real, err := pixelsOf(test.Sample(n, seed))
	if err != nil {
		return d, err
	}
	d.Real, err = likeNearest(ctx, among, real)
	return d, err
}

// likeNearest returns the share of test codes with the label of the nearest training code.
func likeNearest(ctx context.Context, training, test Labelled) (Estimate, error) {
	found, err := nearest(ctx, training, test)
	if err != nil {
		return Estimate{}, err
	}
	return accuracy(test.Labels, func(i int) int { return training.Labels[found[i]] }), nil
}

// pixelsOf returns the images of a set as codes.
func pixelsOf(set *data.Set) (Labelled, error) {
	all := make([]float32, set.Len()*set.Pixels())
	for i := range set.Len() {
		if err := set.Read(all[i*set.Pixels():], i); err != nil {
			return Labelled{}, err
		}
	}
	return Labelled{all, set.Labels()}, nil
}
