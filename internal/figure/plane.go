package figure

import "vae/internal/plot"

// Point is a place in the coordinates of axes.
type Point [2]float64

// Axis is a direction with its name.
type Axis struct {
	Name      string
	Low, High float64
}

// Plane is where codes are on a plane.
type Plane struct {
	X, Y             Axis
	Points           []Point   // a code of each image
	Class            []int     // of each, its index in Key.Classes; others have none; nil: no labels
	Prior, Aggregate [][]Point // contours
}

// OnPlane draws codes on a plane, beside tiles.
func OnPlane(key Key, plane Plane, tiles Tiles) *plot.Canvas {
	c, box := newMap(key)
	axes := plot.Axes{Box: box, X: plane.X.span(), Y: plane.Y.span()}
	plane.scatter(c, axes, len(key.Classes))
	for _, line := range plane.Prior {
		priorPen.draw(c, places(axes, line))
	}
	for _, line := range plane.Aggregate {
		aggregatePen.draw(c, places(axes, line))
	}
	axes.Bottom(c, ink)
	axes.Left(c, ink)
	nameAxes(c, box, plane.X.Name, plane.Y.Name)
	tiles.draw(c, mapLeft+mapBetween, mapTop)
	return c
}

func (a Axis) span() plot.Range { return plot.Range{Low: a.Low, High: a.High} }

func places(axes plot.Axes, line []Point) []plot.Point {
	at := make([]plot.Point, len(line))
	for i, p := range line {
		at[i] = axes.Place(p[0], p[1])
	}
	return at
}

// layers is the number of parts of the codes that are drawn one over the other, so that no class
// hides the others.
const layers = 20

// scatter draws the codes, those of others below those of classes.
func (p Plane) scatter(c *plot.Canvas, axes plot.Axes, classes int) {
	radius := 2.0
	switch n := len(p.Points); {
	case n <= 500:
		radius = 4
	case n <= 2000:
		radius = 3
	}
	at := places(axes, p.Points)
	draw := func(class, from, to int) {
		var dots []plot.Point
		for i := from; i < to; i++ {
			if p.class(i, classes) == class {
				dots = append(dots, at[i])
			}
		}
		if len(dots) > 0 {
			c.Dots(classInk(class, classes), radius, dots...)
		}
	}
	draw(-1, 0, len(at))
	for layer := range layers {
		for class := range classes {
			draw(class, layer*len(at)/layers, (layer+1)*len(at)/layers)
		}
	}
}

// class returns the class of a point, −1 if it has none with a colour.
func (p Plane) class(i, classes int) int {
	if p.Class == nil || p.Class[i] >= classes {
		return -1
	}
	return p.Class[i]
}
