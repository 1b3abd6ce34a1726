package explorer_test

import (
	"math"

	"vae"
)

// checkDecoded checks the image at the cursor, once it rests.
func (p *tab) checkDecoded(r *run) {
	p.Helper()
	p.rest()
	in := vae.Input{Codes: p.sent("decode")}
	if r.model.Config().Conditional {
		in.Labels = []int{int(p.number(one(".here select") + ".value"))}
	}
	want, err := r.model.Decode(in)
	if err != nil {
		p.Fatal(err)
	}
	p.checkPixels(atCursor, r.model.Config().Shape().C, want)
}

// checkPixels compares a canvas with an image, to within 1/255.
func (p *tab) checkPixels(selector string, channels int, want []float32) {
	p.Helper()
	got := p.pixels(selector, channels)
	if len(got) != len(want) {
		p.Fatalf("%s has %d numbers, want %d", selector, len(got), len(want))
	}
	for i, w := range want {
		if math.Abs(float64(got[i])-255*float64(w)) > 1 {
			p.Fatalf("number %d of %s is %d, want %.2f", i, selector, got[i], 255*w)
		}
	}
}

// checkShown checks two canvases, of an image and of its reconstruction.
func (r *run) checkShown(p *tab, i int, original, reconstruction string) {
	p.Helper()
	in := vae.Input{Images: pixels(r.images.Slice(i, i+1))}
	if r.model.Config().Conditional {
		in.Labels = []int{r.images.Label(i)}
	}
	codes, err := r.model.Encode(in)
	if err != nil {
		p.Fatal(err)
	}
	again, err := r.model.Decode(codes.Input())
	if err != nil {
		p.Fatal(err)
	}
	channels := r.images.Shape().C
	p.checkPixels(original, channels, in.Images)
	p.checkPixels(reconstruction, channels, again)
}
