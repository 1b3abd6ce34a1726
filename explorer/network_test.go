package explorer

import (
	"strings"
	"testing"

	"vae"
)

// TestPage_computesTheModel compares the page's networks with the model's, in float32. Both round
// their sums, the page to float32 or float64.
func TestPage_computesTheModel(t *testing.T) {
	checkPage(t, subjects(t))
}

// TestPage_computesUsualSizes compares networks of the sizes that users get.
func TestPage_computesUsualSizes(t *testing.T) {
	var all []subject
	for net, shape := range map[string]vae.Shape{
		"mlp": {C: 1, H: 28, W: 28}, "auto": {C: 1, H: 28, W: 28}, "auto+res": {C: 3, H: 32, W: 32},
	} {
		c, err := vae.Config{Latent: 20, Likelihood: "bernoulli"}.WithNetwork(net)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, newSubject(t, c.WithShape(shape)))
	}
	checkPage(t, all)
}

// TestPage_keepsBounds compares models whose log-variances and scales are far outside their bounds,
// and whose logits overflow an exponential.
func TestPage_keepsBounds(t *testing.T) {
	var all []subject
	for _, likelihood := range vae.Likelihoods().Names {
		for _, bias := range []float32{-1000, -40, 40, 1000} {
			c, err := vae.Config{Latent: 2, Likelihood: likelihood}.WithNetwork("mlp:3")
			if err != nil {
				t.Fatal(err)
			}
			s := newSubject(t, c.WithShape(vae.Shape{C: 1, H: 3, W: 4}))
			for _, p := range s.model.Parameters() {
				if strings.HasSuffix(p.Name, "/posterior/bias") || strings.HasSuffix(p.Name, "/pixels/bias") ||
					strings.HasPrefix(p.Name, "likelihood/") {
					for i := len(p.Data) / 3; i < len(p.Data); i++ {
						p.Data[i] = bias
					}
				}
			}
			all = append(all, s)
		}
	}
	checkPage(t, all)
}

// checkPage compares what the page computes for the subjects with what their models give.
func checkPage(t *testing.T, all []subject) {
	t.Helper()
	var cases []pageCase
	for _, s := range all {
		cases = append(cases, newPageCase(NewNetwork(s.model), s.in))
	}
	for i, got := range runPage(t, cases) {
		t.Run(all[i].name, func(t *testing.T) { all[i].check(t, got) })
	}
}

// TestPage_refuses checks the errors for networks and arguments that do not fit.
func TestPage_refuses(t *testing.T) {
	c, err := vae.Config{Latent: 2, Likelihood: "bernoulli"}.WithNetwork("mlp:3")
	if err != nil {
		t.Fatal(err)
	}
	s := newSubject(t, conditional(c.WithShape(vae.Shape{C: 1, H: 3, W: 4})))
	damages := map[string]func(p *pageCase){
		"weights, want":            func(p *pageCase) { p.Weights = p.Weights[4:] },
		"a multiple of 4":          func(p *pageCase) { p.Weights = p.Weights[1:] },
		"unknown layer recurrent":  func(p *pageCase) { p.Network.Decoder[1].Kind = "recurrent" },
		"unknown activation gelu":  func(p *pageCase) { p.Network.Encoder[1].Activation = "gelu" },
		"unknown likelihood beta":  func(p *pageCase) { p.Network.Likelihood.Name = "beta" },
		"no class of label 3":      func(p *pageCase) { p.Labels = []int{3, 3} },
		"no class of label undefi": func(p *pageCase) { p.Labels = nil },
		"code of 1 numbers":        func(p *pageCase) { p.Codes = [][]float32{{1}} },
		"image of 1 numbers":       func(p *pageCase) { p.Images = [][]float32{{1}} },
	}
	var cases []pageCase
	var wants []string
	for want, damage := range damages {
		p := newPageCase(NewNetwork(s.model), s.in)
		damage(&p)
		cases, wants = append(cases, p), append(wants, want)
	}
	for i, got := range runPage(t, cases) {
		if !strings.Contains(got.Error, wants[i]) {
			t.Errorf("error %q, want %q", got.Error, wants[i])
		}
	}
}
