package plot_test

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vae/internal/plot"
)

// blackness returns how much ink is on a picture, in pixels that are black, and where its middle
// is.
func blackness(c *plot.Canvas) (sum float64, middle plot.Point) {
	img := c.Image()
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			v := 1 - float64(img.RGBAAt(x, y).R)/255
			sum += v
			middle.X += v * (float64(x) + 0.5)
			middle.Y += v * (float64(y) + 0.5)
		}
	}
	return sum, plot.Point{X: middle.X / sum, Y: middle.Y / sum}
}

func box(x0, y0, x1, y1 float64) []plot.Point {
	return []plot.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

func circle(x, y, radius float64) []plot.Point {
	points := make([]plot.Point, 1001)
	for i := range 1000 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 1000)
		points[i] = plot.Point{X: x + radius*cos, Y: y + radius*sin}
	}
	points[1000] = points[0]
	return points
}

// TestCanvas_areas compares the ink with areas. A pixel on an edge is off by up to 1/255, or 1/64
// where lines are shared out in fixed point, as often up as down: half a percent of the whole is
// more than that.
func TestCanvas_areas(t *testing.T) {
	hole := circle(50, 40, 10)
	slices.Reverse(hole)
	for name, test := range map[string]struct {
		draw func(c *plot.Canvas)
		area float64
		at   plot.Point
	}{
		"a box between pixels": {func(c *plot.Canvas) { c.Fill(color.Black, box(10.5, 20.25, 30.5, 60.75)) },
			20 * 40.5, plot.Point{X: 20.5, Y: 40.5}},
		"half outside": {func(c *plot.Canvas) { c.Fill(color.Black, box(-30, 20, 30, 60)) },
			30 * 40, plot.Point{X: 15, Y: 40}},
		"outside": {func(c *plot.Canvas) { c.Fill(color.Black, box(-30, -20, -3, -1)) }, 0, plot.Point{}},
		"a ring of two contours": {func(c *plot.Canvas) { c.Fill(color.Black, circle(50, 40, 30), hole) },
			math.Pi * (30*30 - 10*10), plot.Point{X: 50, Y: 40}},
		"a straight line": {func(c *plot.Canvas) { c.Line(color.Black, 3, []plot.Point{{X: 10, Y: 10}, {X: 40, Y: 50}}) },
			50 * 3, plot.Point{X: 25, Y: 30}},
		"a line with a corner, round outside": {func(c *plot.Canvas) {
			c.Line(color.Black, 8, []plot.Point{{X: 14, Y: 20}, {X: 54, Y: 20}, {X: 54, Y: 60}})
		}, 80*8 - 16 + math.Pi*4*4/4, plot.Point{X: 44.03, Y: 29.97}},
		"a closed line with corners": {func(c *plot.Canvas) {
			c.Line(color.Black, 8, []plot.Point{{X: 20, Y: 20}, {X: 60, Y: 20}, {X: 60, Y: 60}, {X: 20, Y: 60}, {X: 20, Y: 20}})
		}, 48*48 - 32*32 - 4*(16-math.Pi*4*4/4), plot.Point{X: 40, Y: 40}},
		"two dots": {func(c *plot.Canvas) {
			c.Dots(color.Black, 8, plot.Point{X: 20, Y: 20}, plot.Point{X: 60, Y: 40})
		}, 2 * 24 * 64 * math.Sin(2*math.Pi/24) / 2, plot.Point{X: 40, Y: 30}},
		"a closed line": {func(c *plot.Canvas) { c.Line(color.Black, 3, circle(50, 40, 30)) },
			2 * math.Pi * 30 * 3, plot.Point{X: 50, Y: 40}},
	} {
		c := plot.New(100, 80)
		test.draw(c)
		area, at := blackness(c)
		if math.Abs(area-test.area) > 0.005*test.area {
			t.Errorf("%s: area %g, want %g", name, area, test.area)
		}
		if area > 0 && math.Hypot(at.X-test.at.X, at.Y-test.at.Y) > 0.1 {
			t.Errorf("%s: in the middle of %v, want %v", name, at, test.at)
		}
	}
}

// TestDashed_inksItsShare: dashes of 10 and gaps of 5 leave two thirds of a circle whose length,
// 188.5, is near a multiple of 15; one more dash than gaps counts for 5 %.
func TestDashed_inksItsShare(t *testing.T) {
	c := plot.New(100, 80)
	c.Dashed(color.Black, 3, 10, 5, circle(50, 40, 30))
	area, _ := blackness(c)
	if want := 2 * math.Pi * 30 * 3 * 2 / 3; math.Abs(area-want) > 0.05*want {
		t.Errorf("area %g, want %g", area, want)
	}
}

// TestCanWrite_whatTextWrites: Text panics on what is not in the font, and on nothing else.
func TestCanWrite_whatTextWrites(t *testing.T) {
	for text, want := range map[string]bool{"": true, "−½ μ, big dog": true, "кошка": true, "猫": false, "a\n": false} {
		if got := plot.CanWrite(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
		func() {
			defer func() {
				if recovered := recover() != nil; recovered == want {
					t.Errorf("%q: Text panics: %v", text, recovered)
				}
			}()
			plot.New(10, 10).Text(color.Black, 13, plot.Point{X: 5, Y: 5}, plot.Start, text)
		}()
	}
}

// TestDrawable_canBeWritten: what the font lacks becomes a question mark.
func TestDrawable_canBeWritten(t *testing.T) {
	for text, want := range map[string]string{"": "", "кошка −½": "кошка −½", "a猫\nb": "a??b", "\xff": "\uFFFD"} {
		if got := plot.Drawable(text); got != want || !plot.CanWrite(got) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestText_standsAtItsAnchor: o is symmetric, with the same space on both sides.
func TestText_standsAtItsAnchor(t *testing.T) {
	for anchor, sign := range map[plot.Anchor]float64{plot.Start: 1, plot.Middle: 0, plot.End: -1} {
		c := plot.New(100, 80)
		c.Text(color.Black, 20, plot.Point{X: 50, Y: 40}, anchor, "o o")
		area, at := blackness(c)
		if area < 30 || at.Y > 40 || at.Y < 30 {
			t.Errorf("anchor %v: %g of ink around %v", anchor, area, at)
		}
		if off := at.X - 50; sign == 0 && math.Abs(off) > 0.2 || sign*off < 0 || sign != 0 && math.Abs(off) < 10 {
			t.Errorf("anchor %v: %g off", anchor, off)
		}
	}
}

// TestDashed_ofFarPoints: a line between two points has dashes too.
func TestDashed_ofFarPoints(t *testing.T) {
	c := plot.New(100, 80)
	c.Dashed(color.Black, 2, 10, 5, []plot.Point{{X: 5, Y: 40}, {X: 80, Y: 40}})
	if area, _ := blackness(c); math.Abs(area-100) > 10 { // five dashes, each up to a pixel shorter or longer
		t.Errorf("area %g, want 100", area)
	}
}

func TestRange_ticks(t *testing.T) {
	for _, test := range []struct {
		plot.Range
		want []float64
	}{
		{plot.Range{Low: -4.5, High: 4.5}, []float64{-4, -2, 0, 2, 4}},
		{plot.Range{Low: 0, High: 8}, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		{plot.Range{Low: -23, High: 18}, []float64{-20, -10, 0, 10}},
		{plot.Range{Low: 0, High: 35}, []float64{0, 5, 10, 15, 20, 25, 30, 35}},
	} {
		if got := test.Ticks(); !slices.Equal(got, test.want) {
			t.Errorf("%v: %v, want %v", test.Range, got, test.want)
		}
	}
}

func TestAxes_placeAndBack(t *testing.T) {
	a := plot.Axes{Box: image.Rect(10, 20, 110, 70), X: plot.Range{Low: -1, High: 1}, Y: plot.Range{Low: 0, High: 5}}
	if got, want := a.Place(0.5, 4), (plot.Point{X: 85, Y: 30}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if x, y := a.Coordinates(a.Place(0.5, 4)); x != 0.5 || y != 4 {
		t.Errorf("back at %g, %g", x, y)
	}
}

// TestAxes_wholeNumbers: on an axis of whole numbers there are no ticks between them.
func TestAxes_wholeNumbers(t *testing.T) {
	ticks := func(whole bool) string {
		var file bytes.Buffer
		c := plot.New(300, 60)
		plot.Axes{Box: image.Rect(20, 5, 280, 20), X: plot.Range{Low: 0, High: 2}, Whole: whole}.Bottom(c, color.Black)
		if err := c.SVG(&file); err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, match := range regexp.MustCompile(`>([^<>]+)</text>`).FindAllStringSubmatch(file.String(), -1) {
			all = append(all, match[1])
		}
		return strings.Join(all, " ")
	}
	if got := ticks(false); !strings.Contains(got, "0.5") {
		t.Errorf("ticks %s", got)
	}
	if got := ticks(true); got != "0 1 2" {
		t.Errorf("ticks %s", got)
	}
}

// TestAxes_draw draws axes beside and below the box, and nothing in it.
func TestAxes_draw(t *testing.T) {
	c := plot.New(200, 200)
	a := plot.Axes{Box: image.Rect(50, 20, 180, 150), X: plot.Range{Low: -1, High: 1}, Y: plot.Range{Low: -1, High: 1}}
	a.Bottom(c, color.Black)
	a.Left(c, color.Black)
	if area, _ := blackness(c); area < 2*130 {
		t.Errorf("%g of ink", area)
	}
	img := c.Image()
	for y := a.Box.Min.Y; y < a.Box.Max.Y; y++ {
		for x := a.Box.Min.X; x < a.Box.Max.X; x++ {
			if img.RGBAAt(x, y).R != 255 {
				t.Fatalf("ink at %d, %d", x, y)
			}
		}
	}
}
