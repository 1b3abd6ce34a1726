package figure

import (
	"slices"

	"vae/internal/plot"
)

// Line is how dense codes of one dimension are, at values spread evenly over Z from end to end.
type Line struct {
	Z                Axis
	Prior, Aggregate []float64
	Classes          [][]float64 // of each in Key.Classes, as a part of all codes
}

// OnLine draws densities of codes, beside tiles.
func OnLine(key Key, line Line, tiles Tiles) *plot.Canvas {
	c, box := newMap(key)
	axes := plot.Axes{Box: box, X: line.Z.span()}
	for _, density := range append([][]float64{line.Prior, line.Aggregate}, line.Classes...) {
		axes.Y.High = max(axes.Y.High, 1.05*slices.Max(density))
	}
	curve := func(density []float64) []plot.Point {
		points := make([]plot.Point, len(density))
		for i, v := range density {
			points[i] = axes.Place(line.Z.Low+float64(i)/float64(len(density)-1)*axes.X.Length(), v)
		}
		return points
	}
	prior := curve(line.Prior)
	corners := []plot.Point{axes.Place(line.Z.High, 0), axes.Place(line.Z.Low, 0)}
	c.Fill(rule, append(slices.Clone(prior), corners...))
	priorPen.draw(c, prior)
	for k, density := range line.Classes {
		pen{colours[k], 2, 0}.draw(c, curve(density))
	}
	aggregatePen.draw(c, curve(line.Aggregate))
	axes.Bottom(c, ink)
	nameAxes(c, box, line.Z.Name, "")
	tiles.draw(c, mapLeft+mapBetween, mapTop)
	return c
}
