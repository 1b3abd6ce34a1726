package view

import (
	"fmt"
	"math"

	"vae"
	"vae/internal/figure"
	"vae/internal/plot"
	"vae/latent"
)

// MapOptions say how a map is drawn.
type MapOptions struct {
	Title string
	Prior string // what p(z) is
	Seed  uint64 // of the draws from p(z) and q(z|x)

	// Class is that which images are decoded as, if the model depends on labels and has no more than
	// two dimensions.
	Class vae.Class
}

// Map draws where the codes of images are: of one dimension as densities, of two as they are, of
// more on the plane of their first two principal components, beside images that are decoded in
// between or, of more than two dimensions, those that were encoded there.
func Map(m *vae.Model, s Images, o MapOptions) (*plot.Canvas, error) {
	codes, err := s.encode(m)
	if err != nil {
		return nil, err
	}
	mapping := mapping{Model: m, images: s, codes: codes, MapOptions: o, of: fmt.Sprintf("%d %s", codes.Len(), s.Of)}
	mapping.key = figure.Key{Title: o.Title, Codes: "Codes of " + mapping.of}
	mapping.key.Classes, mapping.class, mapping.key.Others = s.classes()
	if codes.Latent == 1 {
		return mapping.line()
	}
	return mapping.plane()
}

// mapping is a map that is being made.
type mapping struct {
	*vae.Model
	MapOptions
	images Images
	of     string // how many, and of what
	codes  vae.Codes
	class  []int // of each image
	key    figure.Key
}

// priorDraws is the number of codes from p(z) whose density is drawn.
const priorDraws = 20_000

// plane draws a map of two dimensions.
func (m *mapping) plane() (*plot.Canvas, error) {
	z := m.codes.Latent
	p := latent.PCA(m.codes.Mean, z)
	names := [2]string{"PC 1", "PC 2"}
	if z == 2 {
		p = latent.Dimensions(m.codes.Mean, z, 0, 1)
		p.Mean = []float64{0, 0} // coordinates are those of the codes
		names = [2]string{"z0", "z1"}
	} else {
		m.key.Notes = append(m.key.Notes, fmt.Sprintf("PC 1 and PC 2 are the directions in which the means of q(z|x) vary most: "+
			"%.0f %% and %.0f %% of their variance in %d dimensions.", 100*p.Share[0], 100*p.Share[1], z))
	}
	pl := figure.Plane{Points: points(p.Project(m.codes.Mean)), Class: m.class}
	if err := m.contours(&pl, p); err != nil {
		return nil, err
	}
	pl.X, pl.Y = axes(names, append(append([][]figure.Point{pl.Points}, pl.Prior...), pl.Aggregate...))
	tiles := m.thumbnails(pl)
	if z == 2 {
		var err error
		if tiles, err = m.manifold(pl); err != nil {
			return nil, err
		}
	}
	return figure.OnPlane(m.key, pl, tiles), nil
}

// contours finds the lines of p(z) and q(z).
func (m *mapping) contours(pl *figure.Plane, p latent.Plane) error {
	m.key.Aggregate = "q(z), around 39, 86 and 99 % of draws"
	pl.Aggregate = together(latent.Contours(p.Project(m.codes.Sample(m.Seed))))
	if standard(m.Model) {
		m.key.Prior = "p(z) = N(0, I), at 1, 2 and 3 σ"
		pl.Prior = together(p.StandardContours())
		return nil
	}
	m.key.Prior = "p(z), around 39, 86 and 99 % of draws"
	m.key.Notes = append(m.key.Notes, "p(z) is "+m.MapOptions.Prior+".")
	draws, err := m.Model.Prior(priorDraws, m.Seed)
	if err != nil {
		return err
	}
	pl.Prior = together(latent.Contours(p.Project(draws.Codes)))
	return nil
}

// together returns the lines of all levels.
func together(levels [][][]latent.Point) (lines [][]figure.Point) {
	for _, level := range levels {
		for _, line := range level {
			points := make([]figure.Point, len(line))
			for i, p := range line {
				points[i] = figure.Point(p)
			}
			lines = append(lines, points)
		}
	}
	return lines
}

// points returns n points (n·2).
func points(at []float32) []figure.Point {
	all := make([]figure.Point, len(at)/2)
	for i := range all {
		all[i] = figure.Point{float64(at[2*i]), float64(at[2*i+1])}
	}
	return all
}

// axes returns axes of the same length with all points between their ends.
func axes(names [2]string, lines [][]figure.Point) (x, y figure.Axis) {
	low, high := figure.Point{math.Inf(1), math.Inf(1)}, figure.Point{math.Inf(-1), math.Inf(-1)}
	for _, line := range lines {
		for _, p := range line {
			for k, v := range p {
				low[k], high[k] = min(low[k], v), max(high[k], v)
			}
		}
	}
	half := max(0.52*max(high[0]-low[0], high[1]-low[1]), 1e-3)
	axis := func(k int) figure.Axis {
		middle := 0.5 * (low[k] + high[k])
		return figure.Axis{Name: names[k], Low: middle - half, High: middle + half}
	}
	return axis(0), axis(1)
}
