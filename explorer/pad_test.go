package explorer_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"vae/data"
	"vae/evaluate"
)

// TestPage_draws encodes what is drawn on the pad by the mouse.
func TestPage_draws(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	b := p.boxOf(".paper")
	p.drag(b.at(0.1, 0.1), b.at(0.2, 0.1), b.at(0.3, 0.2))
	p.wait(text(".look small") + "=== 'of your own'")
	p.rest()
	drawn := p.body("look")
	if x, y := middle(drawn, 28); math.Abs(x-14) > 1 || math.Abs(y-14) > 1 {
		t.Errorf("a drawing that is centred has its middle at %.1f, %.1f", x, y)
	}
	r.checkLook(p, drawn)

	p.click(".pad [type=checkbox]")
	b = p.boxOf(".paper")
	p.drag(b.at(0.5, 0.1), b.at(0.55, 0.1))
	p.rest()
	if x, y := middle(p.body("look"), 28); x > 12 || y > 7 {
		t.Errorf("a drawing at the top left that is not centred has its middle at %.1f, %.1f", x, y)
	}
	p.press("Clear")
	b = p.boxOf(".paper")
	p.drag(b.at(0.9, 0.9), b.at(0.95, 0.95))
	p.rest()
	if x, y := middle(p.body("look"), 28); x < 23 || y < 23 {
		t.Errorf("after Clear a drawing at the bottom right has its middle at %.1f, %.1f", x, y)
	}
}

// middle returns the centre of mass of an image.
func middle(image []byte, width int) (x, y float64) {
	var mass float64
	for i, v := range image {
		mass += float64(v)
		x += float64(v) * (float64(i%width) + 0.5)
		y += float64(v) * (float64(i/width) + 0.5)
	}
	return x / mass, y / mass
}

// checkLook checks what the page shows of an image of one's own, and its figures.
func (r *run) checkLook(p *tab, own []byte) {
	p.Helper()
	set, err := data.NewSet("own", r.images.Shape(), own, nil)
	if err != nil {
		p.Fatal(err)
	}
	original := make([]float32, len(own))
	set.Read(original, 0)
	p.checkPixels(".look figure canvas", r.images.Shape().C, original)
	scores := r.scores(set)
	logP := scores[0].LogLikelihood()
	reference := make([]float64, 0, r.images.Len())
	for _, s := range r.scores(r.images) {
		reference = append(reference, s.LogLikelihood().Value)
	}
	percentile := evaluate.Percentiles([]float64{logP.Value}, reference)[0]
	deviation := math.Sqrt(logP.Variance)
	want := fmt.Sprintf("log p(x) ≥ %.1f ± %.1f nats (K = 4) · %.0f", logP.Value, deviation, percentile)
	p.checkText(".look .figures", want)
	p.checkText(".look .figures", terms(scores[0]))
}

// TestPage_opensPictures takes files by choice and by drop, and says what is wrong with one.
func TestPage_opensPictures(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	write := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	of := func(level byte) []byte {
		set, err := r.ReadPicture(t.Context(), "", picture(t, r.images.Shape(), level))
		if err != nil {
			t.Fatal(err)
		}
		var own []byte
		for _, v := range pixels(set) {
			own = append(own, byte(math.Round(255*float64(v))))
		}
		return own
	}
	p.run(chromedp.SetUploadFiles(".pad [type=file]", []string{write("one.png", picture(t, r.images.Shape(), 60))}))
	p.wait(text(".look small") + "=== 'of your own'")
	p.rest()
	r.checkLook(p, of(60))

	p.drop(".pad", write("two.png", picture(t, r.images.Shape(), 90)))
	p.rest()
	r.checkLook(p, of(90))

	p.tolerate("422")
	p.drop(".pad", write("three.png", []byte("no picture")))
	p.wait(text(".look [role=alert]") + ".includes('three.png')")
	p.click(".look .thumbnails button")
	p.wait("!" + one(".look [role=alert]"))
}

// drop drops a file on an element.
func (p *tab) drop(selector, path string) {
	p.Helper()
	at := p.boxOf(selector).at(0.5, 0.5)
	content := &input.DragData{Items: []*input.DragDataItem{}, Files: []string{path}, DragOperationsMask: 1}
	p.run(
		input.DispatchDragEvent(input.DragEnter, at.x, at.y, content),
		input.DispatchDragEvent(input.DragOver, at.x, at.y, content),
		input.DispatchDragEvent(input.Drop, at.x, at.y, content),
	)
}
