package divergence

import (
	"image"
	"image/color"
	"math"

	"vae/internal/plot"
)

// extent returns the range of dimension j to show: three standard deviations of each mode of p, and
// a little over two of each q.
func (c Comparison) extent(j int) plot.Range {
	r := plot.Range{Low: math.Inf(1), High: math.Inf(-1)}
	include := func(g Gaussian, deviations float64) {
		mean, d := g.Mean()[j], deviations*g.Deviation()[j]
		r.Low, r.High = min(r.Low, mean-d), max(r.High, mean+d)
	}
	for _, mode := range c.Target {
		include(mode.Gaussian, 3)
	}
	include(c.Reverse.Gaussian, 2.2)
	include(c.Forward.Gaussian, 2.2)
	return r
}

// drawLine draws p and both q as curves.
func (c Comparison) drawLine(canvas *plot.Canvas, box image.Rectangle) {
	axes := plot.Axes{Box: box, X: c.extent(0)}
	densities := []func(x []float64) float64{c.Target.LogProb, c.Reverse.LogProb, c.Forward.LogProb}
	var values [3][]float64 // at each pixel from left to right
	for k, logProb := range densities {
		for i := range box.Dx() + 1 {
			x, _ := axes.Coordinates(plot.Point{X: float64(box.Min.X + i)})
			v := math.Exp(logProb([]float64{x}))
			values[k] = append(values[k], v)
			axes.Y.High = max(axes.Y.High, 1.05*v)
		}
	}
	curve := func(k int) (points []plot.Point) {
		for i, v := range values[k] {
			points = append(points, plot.Point{X: float64(box.Min.X + i), Y: axes.Place(0, v).Y})
		}
		return points
	}
	p, bottom := curve(0), float64(box.Max.Y)
	right, left := plot.Point{X: float64(box.Max.X), Y: bottom}, plot.Point{X: float64(box.Min.X), Y: bottom}
	canvas.Fill(shade, append(p, right, left))
	canvas.Line(outline, 1.5, p)
	reverse.draw(canvas, 3, curve(1))
	forward.draw(canvas, 3, curve(2))
	axes.Bottom(canvas, ink)
}

// drawPlane draws p as a map, and the ellipses of both q.
func (c Comparison) drawPlane(canvas *plot.Canvas, box image.Rectangle) {
	axes := plot.Axes{Box: box, X: c.extent(0), Y: c.extent(1)}
	unit := max(axes.X.Length()/float64(box.Dx()), axes.Y.Length()/float64(box.Dy())) // of a pixel
	axes.X, axes.Y = axes.X.Widen(unit*float64(box.Dx())), axes.Y.Widen(unit*float64(box.Dy()))
	c.drawMap(canvas, axes)
	for _, fit := range []struct {
		pen
		q Gaussian
	}{{reverse, c.Reverse.Gaussian}, {forward, c.Forward.Gaussian}} {
		for _, deviations := range []float64{1, 2} {
			fit.draw(canvas, 4-deviations, ellipse(axes, fit.q, deviations))
		}
	}
	axes.Bottom(canvas, ink)
	axes.Left(canvas, ink)
}

// drawMap shades every pixel by the density of p there.
func (c Comparison) drawMap(canvas *plot.Canvas, axes plot.Axes) {
	peak := math.Inf(-1)
	for _, mode := range c.Target {
		peak = max(peak, c.Target.LogProb(mode.Mean()))
	}
	shades := image.NewGray(axes.Box)
	for y := axes.Box.Min.Y; y < axes.Box.Max.Y; y++ {
		for x := axes.Box.Min.X; x < axes.Box.Max.X; x++ {
			u, v := axes.Coordinates(plot.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5})
			density := math.Exp(c.Target.LogProb([]float64{u, v}) - peak)
			shades.SetGray(x, y, color.Gray{uint8(255 - 170*math.Sqrt(density))})
		}
	}
	canvas.Picture(axes.Box.Min, shades)
}

// ellipse returns the closed line so many standard deviations from the mean of g.
func ellipse(axes plot.Axes, g Gaussian, deviations float64) []plot.Point {
	const pieces = 600
	points := make([]plot.Point, pieces+1)
	x := make([]float64, 2)
	for i := range pieces {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / pieces)
		g.place(x, []float64{deviations * cos, deviations * sin})
		points[i] = axes.Place(x[0], x[1])
	}
	points[pieces] = points[0]
	return points
}
