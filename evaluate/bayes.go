package evaluate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"vae"
	"vae/data"
	"vae/internal/fault"
	"vae/internal/reduce"
)

// Bayes holds the figures of a model of p(x|y), turned into a classifier by Bayes' theorem:
//
//	p(y|x) = p(y) p(x|y)/p(x),  p(x) = Σ_y p(y) p(x|y)
//
// with the importance-weighted bound for log p(x|y), and p(y) the share of the class in the
// training images.
type Bayes struct {
	Draws    int      `json:"draws"`     // z ~ q(z|x, y), for each image and class
	Classes  int      `json:"classes"`   // of the model
	Accuracy Estimate `json:"accuracy"`  // share of images whose label is the likeliest
	LogLabel Estimate `json:"nll_label"` // −log p(y|x) of the label, of images whose label is a class
	NLL      Estimate `json:"nll"`       // −log p(x), in expectation an upper bound
}

// MostBayesDraws is the largest number of draws that MeasureBayes takes.
const MostBayesDraws = 100

// MeasureBayes classifies the images of set, which has labels, by a model with classes: a
// conditional one, or one whose prior was fitted by class. It takes the draws of the protocol, up
// to MostBayesDraws, and calls count after each image of each class. Where the relay keeps the results
// it returns zero.
func MeasureBayes(
	ctx context.Context, by Relay, model *vae.Model, set *data.Set, p Protocol, count func(),
) (b Bayes, err error) {
	defer fault.Mark("evaluate", &err)
	p.Samples = min(p.Samples, MostBayesDraws)
	classes := model.Classes()
	if len(classes) == 0 || !set.Labelled() {
		return b, fmt.Errorf("%d classes and %d labels for %d images", len(classes), len(set.Labels()), set.Len())
	}
	joint, err := byClass(ctx, by, model, set, p, count) // log p(x|y), then log p(x, y)
	if err != nil || len(joint) < set.Len() {
		return b, err
	}
	total := 0
	for _, c := range classes {
		total += c.Images
	}
	for _, row := range joint {
		for k, c := range classes {
			row[k] += math.Log(float64(c.Images) / float64(total))
		}
	}
	return newBayes(joint, set.Labels(), classes, p), nil
}

// byClass returns log p(x|y) of each image and class.
func byClass(
	ctx context.Context, by Relay, model *vae.Model, set *data.Set, p Protocol, count func(),
) (all [][]float64, err error) {
	models, err := ofClasses(model)
	if err != nil {
		return nil, err
	}
	m, err := newMeasurement(models, p)
	if err != nil {
		return nil, err
	}
	err = pass(ctx, by, set, m.loading(), func(first int, batch data.Batch) ([][]float64, error) {
		return m.byClass(ctx, first, batch)
	}, func(block [][]float64) error {
		for range len(block) * len(model.Classes()) {
			count()
		}
		all = append(all, block...)
		return nil
	})
	return all, err
}

// ofClasses returns the model of each class, where these differ only in p(z|y), or the model of all.
func ofClasses(model *vae.Model) (models []*vae.Model, err error) {
	if model.Config().Conditional {
		return []*vae.Model{model}, nil
	}
	for _, c := range model.Classes() {
		of, err := model.OfClass(c.Label)
		if err != nil {
			return nil, err
		}
		models = append(models, of)
	}
	return models, nil
}

// byClass returns log p(x|y) of each image of a batch and class.
func (m *measurement) byClass(ctx context.Context, first int, batch data.Batch) ([][]float64, error) {
	relabelled := []data.Batch{batch}
	if model := m.priors[0].model; model.Config().Conditional {
		relabelled = nil
		for _, c := range model.Classes() {
			batch.Labels = slices.Repeat([]int{c.Label}, batch.Size)
			relabelled = append(relabelled, batch)
		}
	}
	rows := make([][]float64, batch.Size)
	for _, b := range relabelled {
		i := 0
		err := m.batch(ctx, first, b, func(scores []Score) error {
			for _, s := range scores {
				rows[i] = append(rows[i], s.LogLikelihood().Value)
			}
			i++
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// newBayes returns the figures of log p(x, y) of each image and class.
func newBayes(joint [][]float64, labels []int, classes []vae.Class, p Protocol) Bayes {
	var label, nll moments
	likeliest := make([]int, len(joint))
	for i, row := range joint {
		evidence := reduce.LogMeanExp(row) + math.Log(float64(len(row)))
		best := 0
		for k, v := range row {
			if v > row[best] {
				best = k
			}
			if classes[k].Label == labels[i] {
				label.add(evidence - v)
			}
		}
		likeliest[i] = classes[best].Label
		nll.add(-evidence)
	}
	right := accuracy(labels, func(i int) int { return likeliest[i] })
	return Bayes{p.Samples, len(classes), right, label.estimate(), nll.estimate()}
}

// Times returns the figures, in nats, multiplied by factor, for another unit.
func (b Bayes) Times(factor float64) Bayes {
	b.LogLabel, b.NLL = b.LogLabel.times(factor), b.NLL.times(factor)
	return b
}
