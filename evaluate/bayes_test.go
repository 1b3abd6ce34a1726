package evaluate_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"

	"vae"
	"vae/data"
	"vae/dist"
	"vae/evaluate"
	"vae/internal/lineargaussian"
)

// bayesian is a model of images of classes, of which log p(x, y) is known.
type bayesian struct {
	network *vae.Model
	joint   func(x []float32, class int) float64
}

// byClass returns the linear-Gaussian network with a prior that was fitted by class.
func byClass(t *testing.T) bayesian {
	t.Helper()
	m, exact := fitted(t, 2, classes)
	return bayesian{m, func(x []float32, class int) float64 {
		return exact.logProb(x, func(k int) bool { return exact.class[k] == class })
	}}
}

// normalClasses returns the conditional linear-Gaussian network whose networks heed no labels, with
// a normal distribution of codes for each class.
func normalClasses(t *testing.T) bayesian {
	t.Helper()
	config := exact.Config()
	config.Conditional, config.Classes, config.Prior = true, classes, vae.ClassPrior
	m, err := exact.Network(config, loose)
	if err != nil {
		t.Fatal(err)
	}
	theta := []float32{0.6, 0.3, -0.2, -0.4, 0, -0.2, -0.8, -0.4, 0.6, 0, -0.3, 0.1} // means, log-variances
	var of []lineargaussian.MixtureModel
	for y := range classes {
		row := wide(theta[6*y : 6*y+6])
		of = append(of, lineargaussian.MixtureModel{Linear: exact, Prior: lineargaussian.Mixture{
			Weights: []float64{1}, Components: []dist.Diagonal{dist.NewDiagonal(row[:3], row[3:])},
		}})
	}
	for _, p := range m.Parameters() {
		if p.Name == "prior/classes" {
			copy(p.Data, theta)
		}
	}
	return bayesian{m, func(x []float32, class int) float64 {
		return math.Log(float64(classes[class].Images)/3) + of[class].LogProb(x)
	}}
}

func wide(x []float32) (y []float64) {
	for _, v := range x {
		y = append(y, float64(v))
	}
	return y
}

// labelled returns n images that the model draws of the classes in turn.
func labelled(t *testing.T, m *vae.Model, n int) *data.Set {
	t.Helper()
	draws := vae.PriorDraws{N: n, Seed: 4, Temperature: 1}
	for i := range n {
		draws.Labels = append(draws.Labels, classes[i%len(classes)].Label)
	}
	codes, err := m.DrawPrior(draws)
	if err != nil {
		t.Fatal(err)
	}
	images, err := m.Draw(codes, 4)
	if err != nil {
		t.Fatal(err)
	}
	set, err := data.NewSet("drawn", m.Config().Shape(), images, draws.Labels)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func bayes(t *testing.T, m *vae.Model, set *data.Set, count func()) evaluate.Bayes {
	t.Helper()
	b, err := evaluate.MeasureBayes(context.Background(), nil, m, set, evaluate.Protocol{Samples: 1000, Seed: 1}, count)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBayes_meetsTheClosedForm compares with the exact p(y|x) of the same images. With K = 100
// draws log p(x|y) has the variance χ²/K and the bias −χ²/2K, where the variance χ² of the weights
// over p(x|y)² is 2 at most in the mean over p(y|x): means over 400 images err by 0.007, of which
// five are allowed, and 0.01. An image is classified otherwise only where both classes are about as
// likely.
func TestBayes_meetsTheClosedForm(t *testing.T) {
	const n, tolerance = 400, 5*0.007 + 0.01
	for name, w := range map[string]bayesian{"by class": byClass(t), "conditional": normalClasses(t)} {
		set, counted := labelled(t, w.network, n), 0
		got := bayes(t, w.network, set, func() { counted++ })
		var right, close, label, nll float64
		for i := range n {
			x := make([]float32, set.Pixels())
			set.Read(x, i)
			joint := []float64{w.joint(x, 0), w.joint(x, 1)}
			evidence := floats.LogSumExp(joint)
			if joint[i%2] > joint[1-i%2] {
				right += 1.0 / n
			}
			if math.Abs(joint[0]-joint[1]) < 0.7 { // five deviations
				close += 1.0 / n
			}
			label += (evidence - joint[i%2]) / n
			nll -= evidence / n
		}
		if math.Abs(got.LogLabel.Mean-label) > tolerance || math.Abs(got.NLL.Mean-nll) > tolerance {
			t.Errorf("%s: −log p(y|x) %g, −log p(x) %g; want %g, %g", name, got.LogLabel.Mean, got.NLL.Mean, label, nll)
		}
		if math.Abs(got.Accuracy.Mean-right) > close || close > 0.4 || right < 0.6 {
			t.Errorf("%s: accuracy %g, want %g", name, got.Accuracy.Mean, right)
		}
		if got.Draws != evaluate.MostBayesDraws || got.Classes != 2 || counted != 2*n {
			t.Errorf("%s: %+v, counted %d", name, got, counted)
		}
	}
}

// TestBayes_ofUnknownLabels: an image whose label is no class has no p(y|x). It counts as an error
// of the classifier, and all figures are numbers.
func TestBayes_ofUnknownLabels(t *testing.T) {
	w := normalClasses(t)
	set := labelled(t, w.network, 6)
	known := bayes(t, w.network, set, func() {})
	set = set.WithLabels(append(set.Labels()[:5], 99))
	got := bayes(t, w.network, set, func() {})
	if got.NLL != known.NLL || !(got.LogLabel.Mean > 0 && got.LogLabel.Mean < 10) || got.Accuracy.Mean > 5.0/6 {
		t.Errorf("%+v", got)
	}
	for _, b := range []evaluate.Bayes{got, bayes(t, w.network, set.Relabelled(99), func() {})} {
		if text, err := json.Marshal(b); err != nil || strings.Contains(string(text), "Inf") {
			t.Errorf("%s, error %v", text, err)
		}
	}
	if _, err := evaluate.MeasureBayes(context.Background(), nil, network(t, exact), set, evaluate.Protocol{Samples: 1}, func() {}); err == nil {
		t.Error("a model without classes became a classifier")
	}
}
