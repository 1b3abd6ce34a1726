package evaluate_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/lineargaussian"
	"vae/internal/raster"
)

// change demands that a change has these means of differences, and errors, to the rounding of
// float32.
func change(t *testing.T, got evaluate.Change, own, fitted []float64) {
	t.Helper()
	more := make([]float64, len(own))
	for i := range more {
		more[i] = fitted[i] - own[i]
	}
	for _, v := range []struct {
		what string
		got  evaluate.Estimate
		of   []float64
	}{{"own", got.Own, own}, {"fitted", got.Fitted, fitted}, {"more", got.More, more}} {
		mean, deviation := stat.MeanStdDev(v.of, nil)
		near(t, v.what, v.got.Mean, mean)
		near(t, "its error", float64(v.got.StandardError), deviation/math.Sqrt(float64(len(own))))
	}
}

func TestNELBOChange_byHand(t *testing.T) {
	own := []evaluate.Score{{Recon: 80, KL: 20}, {Recon: 90, KL: 25}, {Recon: 70, KL: 15}}
	fitted := []evaluate.Score{{Recon: 80, KL: 18}, {Recon: 90, KL: 26}, {Recon: 70, KL: 11}}
	change(t, evaluate.NELBOChange(own, fitted), []float64{100, 115, 85}, []float64{98, 116, 81})
}

// TestLogPrior_byHand compares N(0, I) and the normal distribution of all codes with gonum's.
func TestLogPrior_byHand(t *testing.T) {
	m := network(t, lineargaussian.Standard())
	codes := correlated(300)
	wide, _, err := m.FitPrior(context.Background(), vae.PriorSettings{Components: 1, Diagonal: true}, codes, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := m.WithPrior(wide)
	if err != nil {
		t.Fatal(err)
	}
	got, err := evaluate.LogPrior(m, other, evaluate.Labelled{Codes: codes.Codes, Labels: codes.Labels})
	if err != nil {
		t.Fatal(err)
	}
	own, fitted := make([]float64, 300), make([]float64, 300)
	for j := range 3 {
		var column []float64
		for i := range own {
			column = append(column, float64(codes.Codes[3*i+j]))
		}
		mean, variance := stat.PopMeanVariance(column, nil)
		for i, z := range column {
			own[i] += distuv.UnitNormal.LogProb(z)
			fitted[i] += distuv.Normal{Mu: mean, Sigma: math.Sqrt(variance)}.LogProb(z)
		}
	}
	change(t, got, own, fitted)
}

// TestDrawnLabels_ofSeparableImages: images of two classes differ by eight deviations of their
// pixels in each direction of the decoder's first column. What the model draws of a class is always
// taken for it, and never where the model has exchanged the classes.
func TestDrawnLabels_ofSeparableImages(t *testing.T) {
	config := exact.Config()
	config.Conditional, config.Classes, config.Prior = true, classes, vae.ClassPrior
	m, err := exact.Network(config, loose)
	if err != nil {
		t.Fatal(err)
	}
	training, test := shades(t, 400), shades(t, 50)
	for exchanged, want := range []float64{1, 0} {
		for _, p := range m.Parameters() {
			if p.Name == "prior/classes" { // means, log-variances
				sign := float32(1 - 2*exchanged)
				copy(p.Data, []float32{-4 * sign, 0, 0, -4, -4, -4, 4 * sign, 0, 0, -4, -4, -4})
			}
		}
		d, err := evaluate.MeasureDrawnLabels(context.Background(), m, training, test, 1)
		if err != nil {
			t.Fatal(err)
		}
		if d.Accuracy.Mean != want || d.Real.Mean != 1 || d.Training != 400 || d.Images != 2000 {
			t.Errorf("%+v, want an accuracy of %g", d, want)
		}
	}
	if _, err := evaluate.MeasureDrawnLabels(context.Background(), network(t, exact), training, test, 1); err == nil {
		t.Error("a model without classes drew some")
	}
}

// shades returns n images of the linear-Gaussian decoder at the codes ∓4 of the first dimension,
// for the classes in turn, each with pixels that differ a little.
func shades(t *testing.T, n int) *data.Set {
	t.Helper()
	var pixels []float32
	var labels []int
	for i := range n {
		labels = append(labels, classes[i%2].Label)
		for d := range exact.Pixels() {
			z, off := float64(8*(i%2)-4), 1e-4*float64((i*7+d*3)%11)
			pixels = append(pixels, float32(exact.Bias(d)+z*exact.Weight(d, 0)+off))
		}
	}
	set, err := data.NewSet("shades", raster.Grey(exact.Shape.H, exact.Shape.W), pixels, labels)
	if err != nil {
		t.Fatal(err)
	}
	return set
}
