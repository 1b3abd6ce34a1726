package view

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"vae/internal/figure"
)

// thumbnails returns in each part of a plane the image whose code is nearest to its middle.
func (m *mapping) thumbnails(pl figure.Plane) figure.Tiles {
	shape := m.Config().Shape()
	columns, rows := figure.Grid(shape)
	t := figure.Tiles{
		Title: "Of those, the image in the middle of each square", Shape: shape, Columns: columns,
		Images: make([][]float32, columns*rows), X: pl.X.Name, Y: pl.Y.Name,
		XAt: values(columns, between(pl.X)), YAt: values(rows, downwards(between(pl.Y))),
	}
	nearest := slices.Repeat([]float64{math.Inf(1)}, columns*rows)
	chosen := slices.Repeat([]int{-1}, columns*rows)
	for i, p := range pl.Points {
		x, y := float64(columns)*part(pl.X, p[0]), float64(rows)*(1-part(pl.Y, p[1]))
		column, row := min(int(x), columns-1), min(int(y), rows-1)
		off := math.Hypot(x-float64(column)-0.5, y-float64(row)-0.5)
		if at := row*columns + column; off < nearest[at] {
			nearest[at], chosen[at] = off, i
		}
	}
	for at, i := range chosen {
		if i >= 0 {
			t.Images[at] = make([]float32, shape.Size())
			m.images.Read(t.Images[at], i)
		}
	}
	return t
}

// manifold returns the images that codes all over a plane are decoded to. Under N(0, I) each stands
// for the same share of p(z).
func (m *mapping) manifold(pl figure.Plane) (figure.Tiles, error) {
	shape := m.Config().Shape()
	columns, rows := figure.Grid(shape)
	title, x, y := "Decoded from the plane"+as(m.Model, m.Class), between(pl.X), downwards(between(pl.Y))
	if standard(m.Model) {
		title, x, y = "Decoded from the plane, each for the same share of p(z)"+as(m.Model, m.Class), quantile, downwards(quantile)
	}
	var codes []float32
	for row := range rows {
		for column := range columns {
			codes = append(codes, float32(x(fraction(column, columns))), float32(y(fraction(row, rows))))
		}
	}
	images, err := m.decode(codes)
	return figure.Tiles{
		Title: title, Shape: shape, Columns: columns, Images: images,
		X: pl.X.Name, Y: pl.Y.Name, XAt: values(columns, x), YAt: values(rows, y),
	}, err
}

// decode returns the image of each code.
func (m *mapping) decode(codes []float32) (images [][]float32, err error) {
	pixels, err := m.Decode(repeated(m.Model, codes, m.Class))
	for size := m.Config().Pixels(); len(pixels) > 0; pixels = pixels[size:] {
		images = append(images, pixels[:size])
	}
	return images, err
}

// fraction returns the middle of part i of n, between 0 and 1.
func fraction(i, n int) float64 { return (float64(i) + 0.5) / float64(n) }

// part returns where between the ends of an axis a value is, from 0 to 1.
func part(a figure.Axis, v float64) float64 { return (v - a.Low) / (a.High - a.Low) }

// between returns the value at a fraction of an axis.
func between(a figure.Axis) func(fraction float64) float64 {
	return func(fraction float64) float64 { return a.Low + fraction*(a.High-a.Low) }
}

// quantile inverts the distribution function of N(0, 1).
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// downwards returns f from its upper end.
func downwards(f func(float64) float64) func(float64) float64 {
	return func(fraction float64) float64 { return f(1 - fraction) }
}

// values returns f in the middle of each of n parts, in letters.
func values(n int, f func(float64) float64) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = decimal(f(fraction(i, n)))
	}
	return all
}

// decimal returns a number with one decimal.
func decimal(v float64) string { return signed(fmt.Sprintf("%.1f", v)) }

// short returns a number with up to two decimals.
func short(v float64) string {
	return signed(strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), "."))
}

// signed returns a number with a proper minus sign, and zero without one.
func signed(number string) string {
	if strings.Trim(number, "-0.") == "" {
		return strings.TrimPrefix(number, "-")
	}
	return strings.Replace(number, "-", "−", 1)
}
