package loss_test

import (
	"math"
	"strings"
	"testing"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/loss"
)

// freeBits builds Σ_j max(λ, KL_j) of posteriors of three dimensions.
func freeBits(lambda float64) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return loss.FreeBits(b, dist.Normal{Params: in[0]}, dist.Standard(3), lambda)
	}
}

// between is freeBits with normal priors.
func between(lambda float64) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return loss.FreeBits(b, dist.Normal{Params: in[0]}, dist.Normal{Params: in[1]}, lambda)
	}
}

func TestFreeBits_gradient(t *testing.T) {
	q, p := nntest.Input{Shape: nn.Shape{6, 6}}, nntest.Input{Shape: nn.Shape{2, 6}}
	for _, lambda := range []float64{0, 0.5, 100} { // below, among and above the divergences
		nntest.CheckGraph(t, 2e-3, freeBits(lambda), q)
		nntest.CheckGraph(t, 2e-3, between(lambda), q, p)
	}
}

// TestFreeBits_value compares with dist.KL where λ is below all KL_j, and with Z·λ where it is
// above.
func TestFreeBits_value(t *testing.T) {
	q, p := nntest.Input{Shape: nn.Shape{7, 6}}, nntest.Input{Shape: nn.Shape{1, 6}}
	compare := func(bits func(lambda float64) func(b *nn.Builder, in []*nn.Node) *nn.Node,
		prior func(in []*nn.Node) dist.Distribution, inputs ...nntest.Input) {
		t.Helper()
		var want float64
		for _, kl := range nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
			return dist.KL(b, dist.Normal{Params: in[0]}, prior(in), dist.Draw{})
		}, inputs...).Run() {
			want += float64(kl) / 7
		}
		if got := float64(nntest.NewGraph(t, bits(0), inputs...).Run()[0]); math.Abs(got-want) > 1e-6*want {
			t.Errorf("with nothing free %g, want %g", got, want)
		}
		if got := nntest.NewGraph(t, bits(100), inputs...).Run()[0]; got != 300 {
			t.Errorf("with all free %g", got)
		}
	}
	compare(freeBits, func([]*nn.Node) dist.Distribution { return dist.Standard(3) }, q)
	compare(between, func(in []*nn.Node) dist.Distribution { return dist.Normal{Params: in[1]} }, q, p)
}

func TestFreeBits_needTheDivergenceOfEachDimension(t *testing.T) {
	b := nn.NewBuilder(nn.NewParams(1))
	q := dist.Normal{Params: b.Input("theta", 2, 6)}
	loss.FreeBits(b, q, dist.Mixture{Components: q}, 1)
	if err := b.Err(); err == nil || !strings.Contains(err.Error(), "free bits need the divergence of each dimension") {
		t.Errorf("error %v", err)
	}
}
