package evaluate_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"vae/data"
	"vae/evaluate"
)

// scores are those of four images, with bounds at K = 1 and 10 and codes of three dimensions, of
// which the first two tell something of the image.
func scores() []evaluate.Score {
	var all []evaluate.Score
	for i, recon := range []float64{80, 90, 70, 100} {
		x := float64(i)
		all = append(all, evaluate.Score{
			Recon:  recon,
			KL:     20 + x,
			Bounds: []evaluate.Bound{{Value: -recon - 21, Variance: 4}, {Value: -recon - 17, Variance: 1 + x}},
			Mean:   []float32{float32(0.2 * x), float32(x), 0.05},
			LogVar: []float32{0, -2, 0},
		})
		for j, mean := range all[i].Mean {
			m, l := float64(mean), float64(all[i].LogVar[j])
			all[i].Dimensions = append(all[i].Dimensions, 0.5*(m*m+math.Exp(l)-l-1))
		}
	}
	return all
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-6) { // means are float32
		t.Errorf("%s is %g, want %g", what, got, want)
	}
}

func TestCard_matchesGonum(t *testing.T) {
	c := evaluate.NewCard(scores(), evaluate.Protocol{Samples: 10})
	mean, sd := stat.MeanStdDev([]float64{100, 111, 92, 123}, nil)
	near(t, "−ELBO", c.NELBO.Mean, mean)
	near(t, "its error", float64(c.NELBO.StandardError), sd/2)
	mean, sd = stat.MeanStdDev([]float64{3, 4, 5, 6}, nil) // −(recon + 17) + recon + KL
	near(t, "the gap", c.Gap.Mean, mean)
	near(t, "its error", float64(c.Gap.StandardError), sd/2)

	last := c.NLL()
	if len(c.Importance) != 2 || c.Importance[0].Draws != 1 || last.Draws != 10 {
		t.Fatalf("bounds %v", c.Importance)
	}
	near(t, "−L_10", last.Mean, 85+17)
	near(t, "its Monte Carlo error", float64(last.MonteCarlo), math.Sqrt(1+2+3+4)/4)
	near(t, "that of −L_1", float64(c.Importance[0].MonteCarlo), math.Sqrt(16)/4)
}

// TestCard_dimensions: of the means 0, x, 2x, 3x the mean square is 3.5x² and the variance 1.25x².
func TestCard_dimensions(t *testing.T) {
	c := evaluate.NewCard(scores(), evaluate.Protocol{Samples: 10})
	if c.ActiveUnits != 2 {
		t.Errorf("%d active units, want 2", c.ActiveUnits)
	}
	for i, want := range []evaluate.Dimension{
		{Index: 1, KL: evaluate.Spread(0.5 * (3.5 + math.Exp(-2) + 2 - 1)), Variance: 1.25},
		{Index: 0, KL: 0.5 * 3.5 * 0.04, Variance: 1.25 * 0.04},
		{Index: 2, KL: 0.5 * 0.0025, Variance: 0},
	} {
		got := c.Dimensions[i]
		if got.Index != want.Index {
			t.Errorf("place %d has dimension %d, want %d", i, got.Index, want.Index)
		}
		near(t, "KL", float64(got.KL), float64(want.KL))
		near(t, "variance", got.Variance, want.Variance)
	}
}

// TestCard_dimensionsOfAnEstimate: without a closed form the KL is no sum over dimensions.
func TestCard_dimensionsOfAnEstimate(t *testing.T) {
	all := scores()
	for i := range all {
		all[i].Dimensions = nil
	}
	c := evaluate.NewCard(all, evaluate.Protocol{Samples: 10})
	if d := c.Dimensions[0]; !math.IsNaN(float64(d.KL)) || d.Index != 0 || c.ActiveUnits != 2 {
		t.Errorf("dimension %+v, %d active units", d, c.ActiveUnits)
	}
}

// TestCard_dimensionsSumToKL compares the divergence of each dimension with that of the whole code,
// which the model computes in float32.
func TestCard_dimensionsSumToKL(t *testing.T) {
	set := data.DrawDigits(200, 3)
	card := bound(t, model(t, set), set, evaluate.Protocol{Samples: 1, Seed: 1})
	var sum float64
	for _, d := range card.Dimensions {
		sum += float64(d.KL)
	}
	if math.Abs(sum-card.KL.Mean) > 1e-5*card.KL.Mean {
		t.Errorf("the dimensions have %g nats, the codes %g", sum, card.KL.Mean)
	}
}

func TestCard_bits(t *testing.T) {
	nats := evaluate.NewCard(scores(), evaluate.Protocol{Samples: 10})
	bits := nats.Times(1 / math.Ln2)
	near(t, "−ELBO", bits.NELBO.Mean*math.Ln2, nats.NELBO.Mean)
	near(t, "the error of −L_10", float64(bits.NLL().StandardError)*math.Ln2, float64(nats.NLL().StandardError))
	near(t, "its Monte Carlo error", float64(bits.NLL().MonteCarlo)*math.Ln2, math.Sqrt(10)/4)
	near(t, "a dimension", float64(bits.Dimensions[0].KL)*math.Ln2, float64(nats.Dimensions[0].KL))
	near(t, "its variance", bits.Dimensions[0].Variance, 1.25)
	if bits.ActiveUnits != 2 {
		t.Errorf("%d active units", bits.ActiveUnits)
	}
}

// TestCard_oneImage: what one image and one draw do not tell is null.
func TestCard_oneImage(t *testing.T) {
	set := data.DrawDigits(1, 3)
	card := bound(t, model(t, set), set, evaluate.Protocol{Samples: 1, Seed: 1})
	text, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"standard_error":null`, `"monte_carlo":null`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}

// TestDifference_isPaired: what all images share has no part in the error.
func TestDifference_isPaired(t *testing.T) {
	first, second := scores(), scores()
	for i := range second {
		second[i].Recon -= 2 + float64(i%2)
		second[i].Bounds[1].Value += 3
	}
	d := evaluate.NewDifference(second, first)
	near(t, "−ELBO", d.NELBO.Mean, -2.5)
	near(t, "its error", float64(d.NELBO.StandardError), math.Sqrt(4*0.25/3/4))
	near(t, "−L_10", d.Importance.Mean, -3)
	near(t, "its error", float64(d.Importance.StandardError), 0)
	near(t, "KL", d.KL.Mean, 0)
	near(t, "in bits", d.Times(2).NELBO.Mean, -5)
}
