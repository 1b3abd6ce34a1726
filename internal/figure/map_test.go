package figure_test

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"vae/internal/figure"
	"vae/internal/raster"
)

// square returns a closed line.
func square(side float64) []figure.Point {
	return []figure.Point{{-side, -side}, {side, -side}, {side, side}, {-side, side}, {-side, -side}}
}

// tiles returns as many images as a map has room for, the first of which is missing.
func tiles(shape raster.Shape) figure.Tiles {
	columns, rows := figure.Grid(shape)
	t := figure.Tiles{Title: "Tiles", Shape: shape, Columns: columns, X: "x", Y: "y", XAt: slices.Repeat([]string{"−22.2"}, columns),
		YAt: slices.Repeat([]string{"−22.2"}, rows), Images: make([][]float32, columns*rows)}
	for i := range t.Images[1:] {
		t.Images[i+1] = slices.Repeat([]float32{0.25}, shape.Size())
	}
	return t
}

// TestOnPlane_nothingIsCutOff draws maps with all that there may be, and with little.
func TestOnPlane_nothingIsCutOff(t *testing.T) {
	long := slices.Repeat([]string{strings.Repeat("long name ", 9)}, figure.MostColours)
	plane := figure.Plane{
		X: figure.Axis{Name: "PC 1", Low: -3000, High: 3000}, Y: figure.Axis{Name: "PC 2", Low: -3000, High: 3000},
		Points: []figure.Point{{-3000, -3000}, {3000, 3000}, {0, 0}}, Class: []int{0, 9, -1},
		Prior: [][]figure.Point{square(2990)}, Aggregate: [][]figure.Point{square(1000)},
	}
	key := figure.Key{Title: "Map", Codes: "Codes", Classes: long, Others: "90 other classes", Prior: "p(z)", Aggregate: "q(z)",
		Notes: []string{"One note.", "Another."}}
	for _, shape := range []raster.Shape{
		raster.Grey(28, 28), raster.Grey(1, 1), {C: 3, H: 20, W: 30}, raster.Grey(1, 784), {C: 3, H: 256, W: 256}, raster.Grey(100, 3),
	} {
		clear(t, figure.OnPlane(key, plane, tiles(shape)))
	}
	bare := figure.Plane{X: plane.X, Y: plane.Y, Points: plane.Points}
	clear(t, figure.OnPlane(figure.Key{}, bare, tiles(raster.Grey(28, 28))))
	density := []float64{0, 0.1, 0.4, 0}
	clear(t, figure.OnLine(key, figure.Line{Z: plane.X, Prior: density, Aggregate: density, Classes: [][]float64{density}}, tiles(raster.Grey(28, 28))))
}

// TestOnPlane_codesAreWhereTheyAre: a code of the first class is up on the right in its colour, and
// one of the second down on the left.
func TestOnPlane_codesAreWhereTheyAre(t *testing.T) {
	axis := figure.Axis{Low: -1, High: 1}
	c := figure.OnPlane(figure.Key{Classes: []string{"a", "b"}}, figure.Plane{
		X: axis, Y: axis, Points: []figure.Point{{0.5, 0.5}, {-0.5, -0.5}}, Class: []int{0, 1},
	}, tiles(raster.Grey(28, 28)))
	img := c.Image()
	for ink, at := range map[color.RGBA]image.Point{blue: {589, 278}, vermilion: {253, 614}} {
		if got := img.RGBAAt(at.X, at.Y); got != ink {
			t.Errorf("at %v is %v, want %v", at, got, ink)
		}
		if beside := img.RGBAAt(at.X+8, at.Y); beside != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("beside %v is %v", at, beside)
		}
	}
}

// TestGrid_fillsThePanel: images are about as large whatever their shape, and few enough.
func TestGrid_fillsThePanel(t *testing.T) {
	for shape, want := range map[raster.Shape][2]int{
		raster.Grey(28, 28): {12, 12}, {C: 3, H: 32, W: 32}: {10, 10}, raster.Grey(1, 1): {12, 12}, raster.Grey(8, 8): {12, 12},
		raster.Grey(64, 64): {10, 10}, raster.Grey(256, 256): {13, 13}, raster.Grey(1, 784): {12, 24},
	} {
		columns, rows := figure.Grid(shape)
		if got := [2]int{columns, rows}; got != want {
			t.Errorf("%v: %v, want %v", shape, got, want)
		}
	}
}

// TestTraversal_nothingIsCutOff draws traversals of images of all sizes.
func TestTraversal_nothingIsCutOff(t *testing.T) {
	for _, shape := range []raster.Shape{raster.Grey(28, 28), {C: 3, H: 2, W: 90}, raster.Grey(300, 300)} {
		one := slices.Repeat([]float32{0.5}, shape.Size())
		row := figure.Row{Name: "z12345", Figure: "12.34 nats", Images: [][]float32{one, one, one}}
		clear(t, figure.Traversal{
			Title: strings.Repeat("A long title ", 9), Shape: shape, Given: figure.Row{Name: "Image 12345", Images: row.Images[:2], Figure: "and more"},
			Columns: []string{"−3 σ", "0 σ", "3 σ"}, Rows: []figure.Row{row, row}, Notes: []string{strings.Repeat("A long note. ", 9)},
		}.Draw())
	}
}
