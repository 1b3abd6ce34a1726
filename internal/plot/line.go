package plot

import (
	"image/color"
	"math"
	"slices"
)

// Line draws a line along points at which it turns gently. One that ends where it begins is closed.
func (c *Canvas) Line(ink color.Color, width float64, points []Point) {
	left, right := make([]Point, len(points)), make([]Point, len(points))
	for i, p := range points {
		x, y := direction(points, i)
		left[i] = Point{p.X + 0.5*width*y, p.Y - 0.5*width*x}
		right[i] = Point{p.X - 0.5*width*y, p.Y + 0.5*width*x}
	}
	slices.Reverse(right)
	c.Fill(ink, append(left, right...))
}

// direction returns the unit vector from the point before point i of a line to the one after it.
func direction(points []Point, i int) (x, y float64) {
	last := len(points) - 1
	before, after := max(i-1, 0), min(i+1, last)
	if closed := points[0] == points[last] && last > 0; closed && (i == 0 || i == last) {
		before, after = last-1, 1
	}
	x, y = points[after].X-points[before].X, points[after].Y-points[before].Y
	length := math.Hypot(x, y)
	if length == 0 {
		return 0, 0
	}
	return x / length, y / length
}

// Dashed draws a line of dashes and gaps of the given lengths along points closer than those.
func (c *Canvas) Dashed(ink color.Color, width, dash, gap float64, points []Point) {
	var run []Point
	along := 0.0
	for i, p := range points {
		if i > 0 {
			along += math.Hypot(p.X-points[i-1].X, p.Y-points[i-1].Y)
		}
		if math.Mod(along, dash+gap) < dash {
			run = append(run, p)
			continue
		}
		c.Line(ink, width, run)
		run = nil
	}
	c.Line(ink, width, run)
}
