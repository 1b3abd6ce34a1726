package evaluate_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/nn/nntest"
)

// classes are the two classes of these tests.
var classes = []vae.Class{{Label: 3, Images: 2}, {Label: 7, Images: 1}}

// correlated returns n codes in three dimensions that depend on each other, of three clusters that
// overlap. Two in three have the first label; they are all codes of two of the clusters.
func correlated(n int) vae.Input {
	in, eps := vae.Input{Codes: make([]float32, 3*n)}, nntest.Normal(31, 3*n)
	centers := [][]float32{{0.8, 0.4, 0}, {-0.8, 0.4, 0.4}, {0, -0.8, -0.4}}
	factor := [][]float32{{0.6}, {0.3, 0.6}, {0.2, -0.3, 0.7}}
	for i := range n {
		for j, row := range factor {
			z := &in.Codes[3*i+j]
			*z = centers[i%3][j]
			for k, l := range row {
				*z += l * eps[3*i+k]
			}
		}
		in.Labels = append(in.Labels, classes[i%3/2].Label)
	}
	return in
}

// fitted returns the linear-Gaussian network with a prior that was fitted to correlated codes, and
// the exact model.
func fitted(t *testing.T, components int, classes []vae.Class) (*vae.Model, imageMixture) {
	t.Helper()
	m := network(t, exact)
	settings := vae.PriorSettings{Components: components, Classes: classes, Seed: 1}
	p, _, err := m.FitPrior(context.Background(), settings, correlated(3000), vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.WithPrior(p); err != nil {
		t.Fatal(err)
	}
	return m, newImageMixture(t, p)
}

// imageMixture is p(x) of the linear-Gaussian model with a mixture as its prior, as gonum has it:
//
//	Σ_k w_k N(x; b + W μ_k, W Σ_k Wᵀ + σ² I)
type imageMixture struct {
	weights    []float64
	class      []int // index of each component's, nil if the prior was not fitted by class
	components []*distmv.Normal
}

func newImageMixture(t *testing.T, p *vae.FittedPrior) (all imageMixture) {
	t.Helper()
	state, err := p.State()
	if err != nil {
		t.Fatal(err)
	}
	tensors := map[string][]float64{}
	for _, tensor := range state.Tensors {
		for _, v := range tensor.Data {
			tensors[tensor.Name] = append(tensors[tensor.Name], float64(v))
		}
	}
	all.weights = tensors["prior/weights"]
	for _, c := range tensors["prior/class"] {
		all.class = append(all.class, int(c))
	}
	pixels, latent := exact.Pixels(), exact.Latent()
	w := mat.NewDense(pixels, latent, nil)
	for i := range pixels {
		for j := range latent {
			w.Set(i, j, exact.Weight(i, j))
		}
	}
	for k := range all.weights {
		var mean mat.VecDense
		mean.MulVec(w, mat.NewVecDense(latent, tensors["prior/means"][k*latent:][:latent]))
		var factor mat.Dense // W L
		factor.Mul(w, mat.NewDense(latent, latent, tensors["prior/factors"][k*latent*latent:][:latent*latent]))
		covariance := mat.NewSymDense(pixels, nil)
		covariance.SymOuterK(1, &factor)
		for i := range pixels {
			mean.SetVec(i, mean.AtVec(i)+exact.Bias(i))
			covariance.SetSym(i, i, covariance.At(i, i)+exact.Sigma*exact.Sigma)
		}
		normal, ok := distmv.NewNormal(mean.RawVector().Data, covariance, nil)
		if !ok {
			t.Fatal("a covariance is not positive")
		}
		all.components = append(all.components, normal)
	}
	return all
}

// logProb returns log p(x) or, where only the components of a class y are kept, log p(x, y), in
// nats.
func (m imageMixture) logProb(x []float32, keep func(k int) bool) float64 {
	image := make([]float64, len(x))
	for i, v := range x {
		image[i] = float64(v)
	}
	var terms []float64
	for k, c := range m.components {
		if keep(k) {
			terms = append(terms, math.Log(m.weights[k])+c.LogProb(image))
		}
	}
	return floats.LogSumExp(terms)
}

// LogProb returns log p(x) of an image.
func (m imageMixture) LogProb(x []float32) float64 {
	return m.logProb(x, func(int) bool { return true })
}

// ofModel returns a set of n images that the model draws.
func ofModel(t *testing.T, m *vae.Model, n int, seed uint64) (*data.Set, []float32) {
	t.Helper()
	codes, err := m.Prior(n, seed)
	if err != nil {
		t.Fatal(err)
	}
	images, err := m.Draw(codes, seed)
	if err != nil {
		t.Fatal(err)
	}
	set, err := data.NewSet("drawn", m.Config().Shape(), images, codes.Labels)
	if err != nil {
		t.Fatal(err)
	}
	return set, images
}

// TestFittedPrior_scoresMeetTheClosedForm checks L_1000 and that ELBO, in the mean over images, is
// below log p(x). The bias of L_1000 is −χ²/2K, as for mixture priors that are trained.
func TestFittedPrior_scoresMeetTheClosedForm(t *testing.T) {
	const n, samples = 150, 1000
	for _, components := range []int{1, 3} {
		m, exact := fitted(t, components, nil)
		set, images := ofModel(t, m, n, 1)
		var best, gap []float64
		for i, s := range scored(t, m, set, evaluate.Protocol{Samples: samples, Seed: 1}) {
			want := exact.LogProb(images[i*set.Pixels():][:set.Pixels()])
			best = append(best, s.LogLikelihood().Value+(samples/s.ESS-1)/(2*samples)-want)
			gap = append(gap, want+s.NELBO())
			if s.Dimensions != nil {
				t.Fatal("the KL is said to be in closed form")
			}
		}
		meets(t, "L_1000", best)
		if mean := floats.Sum(gap) / n; !(mean > 0.05) || slices.Min(gap) < -1 { // its draws err by 0.03 nats each
			t.Errorf("%d components: log p(x) − ELBO is %g in the mean", components, mean)
		}
	}
}

// TestFittedPrior_annealingMeetsTheClosedForm is as that of mixture priors.
func TestFittedPrior_annealingMeetsTheClosedForm(t *testing.T) {
	m, exact := fitted(t, 3, nil)
	set, _ := ofModel(t, m, 120, 7)
	annealingMeets(t, m, set, exact.LogProb)
}
