package figure

import (
	"image"

	"vae/internal/plot"
	"vae/internal/raster"
)

// Row is a row of images with its name and its figure.
type Row struct {
	Name, Figure string
	Images       [][]float32 // (D) of each
}

// Traversal is what changes along dimensions of the code, a row for each.
type Traversal struct {
	Title   string
	Shape   raster.Shape
	Given   Row      // where the rows meet
	Columns []string // what their images are at
	Rows    []Row
	Notes   []string
}

// The layout of a traversal, in pixels.
const (
	rowSide          = 84 // about, of the longer side of an image
	rowLeft, rowText = 40, 110
	rowGap           = 4
	rowsTop          = 80
)

// Draw draws the rows, one below the other.
func (t Traversal) Draw() *plot.Canvas {
	size := tileSize(t.Shape, rowSide)
	high := max(size.Y, 44) + rowGap // of a row
	heads := rowsTop + high + 46     // baseline of the names of columns
	bottom := heads + 14 + len(t.Rows)*high
	x := rowLeft + rowText
	width := x + len(t.Columns)*(size.X+rowGap) + 30
	for _, line := range append([]string{t.Title}, t.Notes...) {
		width = max(width, rowLeft+int(plot.Width(titleSize, line))+30)
	}
	c := plot.New(width, bottom+28+noteLine*len(t.Notes))
	left(c, rowLeft, 45, titleSize, t.Title)
	t.row(c, t.Given, rowsTop, size)
	left(c, x+len(t.Given.Images)*(size.X+rowGap)+10, rowsTop+size.Y/2, keySize, t.Given.Figure)
	for i, name := range t.Columns {
		at := plot.Point{X: float64(x + i*(size.X+rowGap) + size.X/2), Y: float64(heads)}
		c.Text(ink, smallSize, at, plot.Middle, name)
	}
	for i, row := range t.Rows {
		y := heads + 14 + i*high
		t.row(c, row, y, size)
		note(c, rowLeft, y+size.Y/2+19, row.Figure)
	}
	for i, line := range t.Notes {
		note(c, rowLeft, bottom+24+noteLine*i, line)
	}
	return c
}

// row draws the name of a row and its images at a height.
func (t Traversal) row(c *plot.Canvas, row Row, y int, size image.Point) {
	left(c, rowLeft, y+size.Y/2, fitting(keySize, row.Name, rowText-10), row.Name)
	strip := image.NewRGBA(image.Rect(0, 0, len(row.Images)*(size.X+rowGap), size.Y))
	for i, pixels := range row.Images {
		paint(strip, image.Pt(i*(size.X+rowGap), 0), pixels, t.Shape, size)
	}
	c.Picture(image.Pt(rowLeft+rowText, y), strip)
}
