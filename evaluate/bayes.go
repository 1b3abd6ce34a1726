package evaluate

import (
	"context"
	"fmt"
	"math"

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
// to MostBayesDraws, and calls count after each image of each class.
func MeasureBayes(ctx context.Context, model *vae.Model, set *data.Set, p Protocol, count func()) (b Bayes, err error) {
	defer fault.Mark("evaluate", &err)
	p.Samples = min(p.Samples, MostBayesDraws)
	classes := model.Classes()
	if len(classes) == 0 || !set.Labelled() {
		return b, fmt.Errorf("%d classes and %d labels for %d images", len(classes), len(set.Labels()), set.Len())
	}
	joint, err := byClass(ctx, model, set, p, count) // log p(x|y), then log p(x, y)
	if err != nil {
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
func byClass(ctx context.Context, model *vae.Model, set *data.Set, p Protocol, count func()) (all [][]float64, err error) {
	classes := model.Classes()
	if !model.Config().Conditional { // only p(z|y) depends on the class
		var models []*vae.Model
		for _, c := range classes {
			of, err := model.OfClass(c.Label)
			if err != nil {
				return nil, err
			}
			models = append(models, of)
		}
		err = ScoresUnder(ctx, models, set, p, func(scores []Score) error {
			row := make([]float64, len(classes))
			for k, s := range scores {
				row[k] = s.LogLikelihood().Value
				count()
			}
			all = append(all, row)
			return nil
		})
		return all, err
	}
	all = make([][]float64, set.Len())
	for _, c := range classes {
		i := 0
		err := Scores(ctx, model, set.Relabelled(c.Label), p, func(s Score) error {
			all[i] = append(all[i], s.LogLikelihood().Value)
			i++
			count()
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
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
