package explorer_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"vae"
	"vae/explorer"
)

// asked is what the page asks of the prior.
type asked struct {
	N           int
	Seed        uint64
	Temperature float64
	Prior       string
	Label       *int
	Pixels      bool
}

// checkWall checks the sample wall, and returns what the page asked for and the codes.
func (r *run) checkWall(p *tab) (ask asked, codes vae.Input) {
	p.Helper()
	p.rest()
	if err := json.Unmarshal(p.body("sample"), &ask); err != nil {
		p.Fatal(err)
	}
	from := vae.PriorDraws{N: ask.N, Seed: ask.Seed, Temperature: ask.Temperature}
	if ask.Label != nil {
		from.Labels = slices.Repeat([]int{*ask.Label}, ask.N)
	}
	i := slices.IndexFunc(r.loaded.Priors, func(p explorer.Prior) bool { return p.Name == ask.Prior })
	model := r.loaded.Priors[i].Model
	codes, err := model.DrawPrior(from)
	if err != nil {
		p.Fatal(err)
	}
	images, err := model.Decode(codes)
	if ask.Pixels {
		images, err = model.Draw(codes, ask.Seed)
	}
	if err != nil {
		p.Fatal(err)
	}
	for _, i := range []int{0, 17, 63} {
		d := r.images.Pixels()
		p.checkPixels(fmt.Sprintf(".wall li:nth-child(%d) canvas", i+1), r.images.Shape().C, images[i*d:][:d])
	}
	return ask, codes
}

// TestPage_samples draws from each prior, at any temperature.
func TestPage_samples(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	if ask, _ := r.checkWall(p); ask.Prior != "fitted" {
		t.Errorf("the first prior is %s", ask.Prior)
	}
	p.choose(".wall input[type=range]", "0.5")
	if ask, _ := r.checkWall(p); ask.Temperature != 0.5 {
		t.Errorf("the temperature is %g", ask.Temperature)
	}
	p.press("Draw again")
	if ask, _ := r.checkWall(p); ask.Seed != 2 {
		t.Errorf("the seed is %d", ask.Seed)
	}
	p.click(".wall input[type=checkbox]")
	if ask, _ := r.checkWall(p); !ask.Pixels {
		t.Error("no pixels are drawn")
	}
	p.choose(".latent label:nth-child(2) select", "own")
	ask, codes := r.checkWall(p)
	if ask.Prior != "own" {
		t.Errorf("the prior is %s", ask.Prior)
	}
	p.click(".wall li:nth-child(5) button")
	p.checkDecoded(r)
	if got := p.sent("decode"); !slices.Equal(got, codes.Codes[16:20]) {
		t.Errorf("the code of the fifth sample is %v, the cursor is at %v", codes.Codes[16:20], got)
	}
}

// TestPage_conditional shows a model that depends on labels.
func TestPage_conditional(t *testing.T) {
	r := trained(t, conditional(t))
	p := explore(t, r)
	for _, label := range []string{"3", "8"} {
		p.choose(".here select", label)
		p.checkDecoded(r)
	}
	p.choose(".wall select", "7")
	ask, codes := r.checkWall(p)
	if ask.Label == nil || *ask.Label != 7 {
		t.Errorf("the label is %v", ask.Label)
	}
	p.click(".wall li:nth-child(2) button")
	p.checkDecoded(r)
	if got := p.sent("decode"); !slices.Equal(got, codes.Codes[4:8]) {
		t.Errorf("the cursor is at %v, want %v", got, codes.Codes[4:8])
	}
	if label := value[string](p, one(".here select")+".value"); label != "7" {
		t.Errorf("the cursor's label is %s, want 7", label)
	}
	p.click(".unlikely button")
	p.rest()
	p.checkDecoded(r)
	p.checkText(".look .figures", "label "+value[string](p, one(".here select")+".value")+" · log p(x|y)")
}
