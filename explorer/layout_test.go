package explorer_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vae"
	"vae/data"
	"vae/explorer"
)

var looks = flag.String("looks", "", "write pictures of the page's layouts to this folder")

// layout is a run whose page has to fit.
type layout struct {
	name  string
	model vae.Config
	names []string // of labels
	bare  bool     // without images
}

func layouts(t *testing.T) []layout {
	of := func(latent, c, h, w int) vae.Config {
		model := digitsConfig(t, "mlp:16")
		model.Latent = latent
		return model.WithShape(vae.Shape{C: c, H: h, W: w})
	}
	var hundred []string
	for i := range 100 {
		hundred = append(hundred, fmt.Sprintf("class %d %s", i, strings.Repeat("of a very long name ", i%4)))
	}
	return []layout{
		{name: "latent-2", model: of(2, 1, 28, 28)},
		{name: "latent-200", model: of(200, 1, 28, 28)},
		{name: "colour-128", model: of(16, 3, 128, 128), names: []string{"cat", "dog"}},
		{name: "tall-7x5", model: of(3, 1, 7, 5)},
		{name: "wide-20x90", model: of(5, 1, 20, 90)},
		{name: "labels-100", model: of(10, 1, 28, 28), names: hundred},
		{name: "no-data", model: of(10, 1, 28, 28), bare: true},
	}
}

// run returns the run of a layout, after its first epoch.
func (l layout) run(t *testing.T) *run {
	t.Helper()
	shape, labels := l.model.Shape(), max(len(l.names), 1)
	random := rand.New(rand.NewPCG(1, 1))
	all := make([]byte, 120*shape.Size())
	for i := range all {
		all[i] = byte(random.IntN(200) + i%shape.Size()*55/shape.Size())
	}
	of := make([]int, 120)
	for i := range of {
		of[i] = i % labels
	}
	set, err := data.NewSet("a-data-set-of-some-longer-name.npz", shape, all, of)
	if err != nil {
		t.Fatal(err)
	}
	set.ClassNames = l.names
	r := newRun(t, l.model, set, 1)
	r.publish(explorer.Figures{NELBO: 212.4, Recon: 200.1, KL: 12.3})
	if l.bare {
		r.loaded.Images, r.loaded.Missing = nil, "data/pictures: no such folder"
	}
	return r
}

// faults returns what of the page is outside its panel or the window, or over another panel.
const faults = `(() => {
	const found = [];
	if (document.documentElement.scrollWidth > innerWidth) {
		found.push("the page is " + document.documentElement.scrollWidth + " pixels wide");
	}
	const panels = [...document.querySelectorAll("header, .panel")];
	const boxes = panels.map((p) => p.getBoundingClientRect());
	panels.forEach((panel, i) => {
		const b = boxes[i];
		for (const e of panel.querySelectorAll("*")) {
			const r = e.getBoundingClientRect();
			const scrolls = e.parentElement.closest(".sliders, .legend");
			const beside = r.left < b.left - 1 || r.right > b.right + 1;
			if (r.width > 1 && (beside || (!scrolls && r.bottom > b.bottom + 1))) {
				found.push(e.outerHTML.slice(0, 120) + " is outside " + (panel.ariaLabel ?? "the header"));
			}
		}
		for (let j = 0; j < i; j++) {
			const o = boxes[j];
			const width = Math.min(b.right, o.right) - Math.max(b.left, o.left);
			const height = Math.min(b.bottom, o.bottom) - Math.max(b.top, o.top);
			if (width > 1 && height > 1) {
				found.push(panel.ariaLabel + " is over " + panels[j].ariaLabel);
			}
		}
	});
	return found;
})()`

// TestPage_fits holds that nothing is cut off or hidden, from phones to large screens, also where a
// window changes its size.
func TestPage_fits(t *testing.T) {
	for _, l := range layouts(t) {
		t.Run(l.name, func(t *testing.T) {
			p := open(t, serve(t, l.run(t)).address(), 2500, 900)
			if !l.bare {
				p.settle()
			}
			p.press("Pin A")
			p.press("Pin B")
			for i, width := range []int64{2500, 400, 1440, 900} {
				p.run(chromedp.EmulateViewport(width, 900), colours([]string{"dark", "light"}[i%2]))
				p.rest()
				for _, fault := range value[[]string](p, faults) {
					t.Errorf("%d pixels: %s", width, fault)
				}
				p.keep(fmt.Sprintf("%s-%d.png", l.name, width))
			}
		})
	}
}

// keep writes a picture of the whole page, if they are wanted.
func (p *tab) keep(name string) {
	p.Helper()
	if *looks == "" {
		return
	}
	var picture []byte
	p.run(chromedp.FullScreenshot(&picture, 100))
	if err := os.WriteFile(filepath.Join(*looks, name), picture, 0o666); err != nil {
		p.Fatal(err)
	}
}
