package evaluate

import (
	"context"
	"fmt"
	"slices"

	"vae/internal/fault"
)

// Classification says how well codes tell the labels of images: the accuracies of two classifiers
// of posterior means, as shares of the test images.
type Classification struct {
	Training int      `json:"training"` // images that the classifiers learnt from
	Classes  int      `json:"classes"`  // labels among them
	Nearest  Estimate `json:"nearest_neighbour"`
	Linear   Estimate `json:"linear"` // see fitLinear
}

// Classify learns from the codes of some images and tests on those of others. A label that is not
// among the training images is never found.
func Classify(ctx context.Context, training, test Labelled) (c Classification, err error) {
	defer fault.Mark("evaluate", &err)
	c = Classification{Training: len(training.Labels)}
	if len(training.Labels) == 0 || len(test.Labels) == 0 {
		return c, fmt.Errorf("classify %d images by %d: want one or more", len(test.Labels), len(training.Labels))
	}
	labels := slices.Compact(slices.Sorted(slices.Values(training.Labels)))
	c.Classes = len(labels)
	if c.Nearest, err = likeNearest(ctx, training, test); err != nil {
		return c, err
	}
	linear, err := fitLinear(ctx, training, labels)
	if err != nil {
		return c, err
	}
	classes := linear.classes(test.Codes)
	c.Linear = accuracy(test.Labels, func(i int) int { return labels[classes[i]] })
	return c, nil
}

// accuracy returns the share of labels that are found, with its binomial standard error.
func accuracy(labels []int, found func(i int) int) Estimate {
	var right moments
	for i, label := range labels {
		hit := 0.0
		if found(i) == label {
			hit = 1
		}
		right.add(hit)
	}
	return right.estimate()
}
