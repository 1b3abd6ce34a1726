package explorer_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"vae"
)

// TestPage_sliders holds that a slider sets its dimension of the code and no other.
func TestPage_sliders(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	want := slices.Clone(p.sent("decode"))
	want[2] = 1.5
	p.choose("#z2", "1.5")
	p.checkDecoded(r)
	if got := p.sent("decode"); !slices.Equal(got, want) {
		t.Errorf("the code is %v, want %v", got, want)
	}
	if got := value[string](p, text("output[for=z2]")); got != "1.50" {
		t.Errorf("the slider says %s", got)
	}
	p.press("Randomise")
	p.checkDecoded(r)
	if got := p.sent("decode"); slices.Equal(got, want) {
		t.Error("Randomise draws no other code")
	}
}

// TestPage_interpolates shows the images on the line between two codes that are pinned.
func TestPage_interpolates(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	a := slices.Clone(p.sent("decode"))
	p.press("Pin A")
	p.wait(text(".strip .hint") + ".includes('B is missing')")
	p.press("Randomise")
	p.checkDecoded(r)
	b := slices.Clone(p.sent("decode"))
	p.press("Pin B")
	p.wait("document.querySelectorAll('.strip canvas:not(.waiting)').length === 11")
	p.rest()
	for i := range 11 {
		want, err := r.model.Decode(vae.Input{Codes: vae.Line(a, b, float64(i)/10)})
		if err != nil {
			t.Fatal(err)
		}
		p.checkPixels(fmt.Sprintf(".strip li:nth-child(%d) canvas", i+1), 1, want)
	}
	p.click(".strip li:nth-child(1) button")
	p.checkDecoded(r)
	if got := p.sent("decode"); !slices.Equal(got, a) {
		t.Errorf("the first step is %v, A is %v", got, a)
	}
}

// TestPage_neighbours chooses images that are near, and those that are least likely.
func TestPage_neighbours(t *testing.T) {
	p := explore(t, trained(t, digitsConfig(t, "mlp:32")))
	for _, list := range []string{".here", ".look", ".unlikely"} {
		button := list + " .thumbnails li:nth-child(2) button"
		var image, label int
		name := value[string](p, one(button)+".ariaLabel")
		if _, err := fmt.Sscanf(name, "Image %d, label %d", &image, &label); err != nil {
			t.Fatal(name, err)
		}
		p.click(button)
		p.wait(text(".look small") + fmt.Sprintf(" === '%d'", image))
		p.wait(text(".look .figures") + fmt.Sprintf(".startsWith('label %d ')", label))
		p.rest()
	}
}

// TestPage_legendHides holds that images of a label that is switched off are not under the mouse.
func TestPage_legendHides(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	s := newScatter(p, r)
	i := s.lonely()
	p.point(s.place(i))
	p.wait(one(".hover"))
	name := fmt.Sprint(r.images.Label(i))
	p.press(name)
	p.wait(button(name) + ".ariaPressed === 'false'")
	s.frame = p.boxOf(plane)
	p.point(s.place(i))
	p.rest()
	if value[bool](p, one(".hover")+" !== null") {
		t.Error("an image of a hidden label is shown")
	}
	p.press(name)
	p.wait(button(name) + ".ariaPressed === 'true'")
	s.frame = p.boxOf(plane)
	p.point(s.place(i))
	p.wait(one(".hover"))
}

// TestPage_axes shows the plane of two dimensions.
func TestPage_axes(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	p.choose(".latent select", "dimensions")
	p.choose(".latent label:nth-child(2) select", "3")
	p.choose(".latent label:nth-child(3) select", "1")
	p.rest()
	b := p.boxOf(plane)
	before := p.sent("decode")
	p.drag(b.at(0.5, 0.5), b.at(0.4, 0.4), b.at(0.3, 0.3))
	p.checkDecoded(r)
	after, at := p.sent("decode"), p.cursor()
	for j, v := range after {
		if moved := v != before[j]; moved != (j == 3 || j == 1) {
			t.Errorf("dimension %d moves from %g to %g on the plane of 3 and 1", j, before[j], v)
		}
	}
	mean := p.planeMean(r)
	for axis, j := range []int{3, 1} {
		if d := float64(after[j]) - mean[j] - at[axis]; d > 0.01 || d < -0.01 {
			t.Errorf("dimension %d is %g, the cursor at %g", j, after[j], at[axis])
		}
	}
}

// TestPage_theme holds that colours turn, and stay so.
func TestPage_theme(t *testing.T) {
	p := explore(t, trained(t, digitsConfig(t, "mlp:32")))
	ground := "getComputedStyle(document.body).backgroundColor"
	light := value[string](p, ground)
	p.press("dark")
	dark := value[string](p, ground)
	if light == dark {
		t.Fatalf("the ground stays %s", light)
	}
	p.run(chromedp.Reload())
	p.settle()
	if got := value[string](p, ground); got != dark {
		t.Errorf("opened anew the ground is %s, want %s", got, dark)
	}
	p.press("light")
	if got := value[string](p, ground); got != light {
		t.Errorf("the ground is %s, want %s", got, light)
	}
}

// TestPage_epochs shows the pictures of each epoch.
func TestPage_epochs(t *testing.T) {
	p := explore(t, trained(t, digitsConfig(t, "mlp:32")))
	shows := func(epoch int) {
		t.Helper()
		seen := fmt.Sprintf("(i) => i.complete && i.naturalWidth && i.src.endsWith('-%d.png')", epoch)
		p.wait("[...document.querySelectorAll('.epochs img')].every(" + seen + ")")
		p.wait(text(".epochs output") + fmt.Sprintf("=== 'epoch %d'", epoch))
	}
	shows(2)
	p.choose(".epochs input", "0")
	shows(1)
	p.click(".epochs [aria-label='Epoch after']")
	shows(2)
	p.click(".epochs [aria-label='Epoch before']")
	shows(1)
}
