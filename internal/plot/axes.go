package plot

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"
)

// Axes are a part of a picture with coordinates, x to the right and y upwards.
type Axes struct {
	Box   image.Rectangle
	X, Y  Range
	Whole bool // ticks of x are at whole numbers only
}

// Range is an interval of coordinates.
type Range struct{ Low, High float64 }

// Length returns the length of the interval.
func (r Range) Length() float64 { return r.High - r.Low }

// Widen returns the interval with the same middle and the given length.
func (r Range) Widen(length float64) Range {
	grow := 0.5 * (length - r.Length())
	return Range{r.Low - grow, r.High + grow}
}

// Place returns where the coordinates (x, y) are on the picture.
func (a Axes) Place(x, y float64) Point {
	return Point{
		X: float64(a.Box.Min.X) + (x-a.X.Low)/a.X.Length()*float64(a.Box.Dx()),
		Y: float64(a.Box.Max.Y) - (y-a.Y.Low)/a.Y.Length()*float64(a.Box.Dy()),
	}
}

// Coordinates returns the coordinates of a place: it inverts Place.
func (a Axes) Coordinates(p Point) (x, y float64) {
	x = a.X.Low + (p.X-float64(a.Box.Min.X))/float64(a.Box.Dx())*a.X.Length()
	y = a.Y.Low + (float64(a.Box.Max.Y)-p.Y)/float64(a.Box.Dy())*a.Y.Length()
	return x, y
}

// Ticks returns the multiples of 1, 2 or 5 times a power of ten in the interval, at most about
// eight.
func (r Range) Ticks() []float64 {
	step := math.Pow(10, math.Floor(math.Log10(r.Length()/8)))
	for _, factor := range []float64{2, 2.5, 2} { // 2, 5, 10
		if r.Length()/step <= 8 {
			break
		}
		step *= factor
	}
	var all []float64
	for i := math.Ceil(r.Low / step); i*step <= r.High; i++ {
		all = append(all, i*step)
	}
	return all
}

// The look of axes, in pixels.
const (
	tickLength = 5
	tickSize   = 15
)

// Bottom draws the axis of x below the box.
func (a Axes) Bottom(c *Canvas, ink color.Color) {
	y := float64(a.Box.Max.Y) + 0.5
	c.Line(ink, 1, []Point{{float64(a.Box.Min.X), y}, {float64(a.Box.Max.X), y}})
	for _, x := range a.X.Ticks() {
		if a.Whole && x != math.Trunc(x) {
			continue
		}
		at := math.Floor(a.Place(x, 0).X) + 0.5
		c.Line(ink, 1, []Point{{at, y}, {at, y + tickLength}})
		c.Text(ink, tickSize, Point{at, y + tickLength + tickSize}, Middle, label(x))
	}
}

// Left draws the axis of y on the left of the box.
func (a Axes) Left(c *Canvas, ink color.Color) {
	x := float64(a.Box.Min.X) - 0.5
	c.Line(ink, 1, []Point{{x, float64(a.Box.Min.Y)}, {x, float64(a.Box.Max.Y)}})
	for _, y := range a.Y.Ticks() {
		at := math.Floor(a.Place(0, y).Y) + 0.5
		c.Line(ink, 1, []Point{{x - tickLength, at}, {x, at}})
		c.Text(ink, tickSize, Point{x - tickLength - 4, at + 0.35*tickSize}, End, label(y))
	}
}

// label returns a number with up to six digits and a proper minus sign.
func label(v float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(v, 'g', 6, 64), "-", "−")
}
