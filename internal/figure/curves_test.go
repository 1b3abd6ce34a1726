package figure_test

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"vae/internal/figure"
	"vae/internal/plot"
)

// clear demands that nothing is drawn within 4 pixels of the edge: what is cut off would be.
func clear(t *testing.T, c *plot.Canvas) {
	t.Helper()
	img := c.Image()
	inner := img.Rect.Inset(4)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if !image.Pt(x, y).In(inner) && img.RGBAAt(x, y) != (color.RGBA{255, 255, 255, 255}) {
				t.Fatalf("ink at %d, %d of %v", x, y, img.Rect.Max)
			}
		}
	}
}

// inked returns the smallest box around the pixels of a colour in a part of a picture.
func inked(c *plot.Canvas, part image.Rectangle, ink color.RGBA) (box image.Rectangle) {
	img := c.Image()
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if img.RGBAAt(x, y) == ink {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// blue is the colour of the first run, and vermilion of the second.
var blue, vermilion = color.RGBA{0x00, 0x72, 0xb2, 0xff}, color.RGBA{0xd5, 0x5e, 0x00, 0xff}

// falling returns a run of n epochs whose figures fall from far above, with validation images or
// without.
func falling(n int, end float64, validation bool) figure.Run {
	run := figure.Run{Name: strings.Repeat("long name ", 20), Best: n}
	for i := range n {
		v := end + 500*math.Exp(-float64(i))
		e := figure.Epoch{Number: i + 1, Train: &figure.Terms{NELBO: v + 1, Recon: v - 19, KL: 20 - v/100}}
		if validation {
			e.Validation = &figure.Terms{NELBO: v, Recon: v - 20, KL: 20}
		}
		run.Epochs = append(run.Epochs, e)
	}
	return run
}

// TestCurves_stayInTheirPanels: whatever the runs, lines are between the title and the legend, and
// nothing is cut off.
func TestCurves_stayInTheirPanels(t *testing.T) {
	lost := falling(12, 100, true)
	for i := range lost.Epochs[:9] {
		lost.Epochs[i].Train, lost.Epochs[i].Validation = nil, nil
	}
	for name, runs := range map[string][]figure.Run{
		"one":                {falling(30, 100, true)},
		"ten":                {falling(1, 100, true), falling(2, 90, false), falling(300, -1e6, true), 9: falling(5, 1e5, true)},
		"without validation": {falling(10, 100, false)},
		"of one epoch":       {falling(1, 100, false)},
		"with lost rows":     {lost},
		"of nothing":         {{}},
	} {
		c := figure.Curves(name, runs)
		clear(t, c)
		key := image.Rect(0, 550, c.Bounds().Dx(), 595)
		for _, part := range []image.Rectangle{image.Rect(0, 0, c.Bounds().Dx(), 105), key} {
			if box := inked(c, part, blue); !box.Empty() {
				t.Errorf("%s: a line at %v", name, box)
			}
		}
	}
}

// TestCurves_lowerIsLower: of two runs, the curve of the better one is below that of the other, and
// both are in the panel of −ELBO.
func TestCurves_lowerIsLower(t *testing.T) {
	c := figure.Curves("two", []figure.Run{falling(8, 100, true), falling(8, 300, true)})
	ends := image.Rect(350, 100, 450, 540)
	better, worse := inked(c, ends, blue), inked(c, ends, vermilion)
	if better.Empty() || worse.Empty() || better.Min.Y < worse.Max.Y {
		t.Errorf("the better is at %v, the worse at %v", better, worse)
	}
}

// TestCurves_epochsAreWholeNumbers: there is no epoch 1.5 on the axes of a short run.
func TestCurves_epochsAreWholeNumbers(t *testing.T) {
	for n := 1; n <= 4; n++ {
		var file bytes.Buffer
		if err := figure.Curves("short", []figure.Run{falling(n, 100, true)}).SVG(&file); err != nil {
			t.Fatal(err)
		}
		for _, half := range []string{"0.5", "1.5", "2.5", "3.5"} {
			if strings.Contains(file.String(), ">"+half+"</text>") {
				t.Errorf("%d epochs: a tick at %s", n, half)
			}
		}
	}
}

// TestPanels_areThoseOfCurves: each is what Curves draws of one run, in a picture of its own.
func TestPanels_areThoseOfCurves(t *testing.T) {
	run := falling(30, 100, true)
	whole := figure.Curves("", []figure.Run{run}).Image()
	const left, above, curvesAbove, between = 85, 50, 110, 470
	for i, panel := range figure.Panels(run) {
		clear(t, panel.Canvas)
		img := panel.Image()
		shift := image.Pt(i*between, curvesAbove-above)
		for y := above - 40; y < img.Rect.Max.Y; y++ {
			for x := left - 70; x < img.Rect.Max.X-5; x++ {
				if at := image.Pt(x, y).Add(shift); img.RGBAAt(x, y) != whole.RGBAAt(at.X, at.Y) {
					t.Fatalf("%s has %v at %d, %d, and the curves have %v", panel.Name, img.RGBAAt(x, y), x, y, whole.RGBAAt(at.X, at.Y))
				}
			}
		}
	}
}
