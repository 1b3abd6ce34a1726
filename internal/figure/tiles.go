package figure

import (
	"image"
	"image/color"

	"vae/internal/plot"
	"vae/internal/raster"
)

// Tiles are images in rows, from the top left.
type Tiles struct {
	Title    string
	Shape    raster.Shape
	Columns  int         // in a row
	Images   [][]float32 // (D) of each; nil: there is none
	X, Y     string      // what grows to the right and upwards; "": nothing does
	XAt, YAt []string    // values of the columns, and of the rows from the top; nil: none
}

// tileSide is about how many pixels the longer side of an image has on a map.
const tileSide = 56

// Grid returns how many columns and rows of images of a shape a map has room for.
func Grid(shape raster.Shape) (columns, rows int) {
	size := tileSize(shape, tileSide)
	const most = 24
	return min(max(1, mapSide/size.X), most), min(max(1, mapSide/size.Y), most)
}

// tileSize returns the size that an image has on a picture: enlarged or reduced by a whole factor,
// so that its longer side has about so many pixels.
func tileSize(shape raster.Shape, side int) image.Point {
	enlarge, reduce := factors(shape, side)
	return image.Pt(max(1, shape.W*enlarge/reduce), max(1, shape.H*enlarge/reduce))
}

func factors(shape raster.Shape, side int) (enlarge, reduce int) {
	longer := max(shape.W, shape.H)
	if longer <= side*4/3 {
		return max(1, (side+longer/2)/longer), 1
	}
	return 1, (longer + side - 1) / side
}

// draw draws the images, the upper left corner of the first at (x, y), with the values of columns
// and rows.
func (t Tiles) draw(c *plot.Canvas, x, y int) {
	size := tileSize(t.Shape, tileSide)
	rows := (len(t.Images) + t.Columns - 1) / t.Columns
	whole := image.NewRGBA(image.Rect(0, 0, t.Columns*size.X, rows*size.Y)) // transparent where there is no image
	for i, pixels := range t.Images {
		if pixels != nil {
			paint(whole, image.Pt(i%t.Columns*size.X, i/t.Columns*size.Y), pixels, t.Shape, size)
		}
	}
	c.Picture(image.Pt(x, y), whole)
	box := whole.Rect.Add(image.Pt(x, y))
	left(c, x, y-20, keySize, t.Title)
	t.nameValues(c, box, size)
	nameAxes(c, box, t.X, t.Y)
}

// nameValues writes the values of columns and rows, of as many as there is room for.
func (t Tiles) nameValues(c *plot.Canvas, box image.Rectangle, size image.Point) {
	const room = 52
	every := func(side int) int { return (room + side - 1) / side }
	for i := 0; i < len(t.XAt); i += every(size.X) {
		at := plot.Point{X: float64(box.Min.X+i*size.X) + 0.5*float64(size.X), Y: float64(box.Max.Y) + 20}
		c.Text(ink, smallSize, at, plot.Middle, t.XAt[i])
	}
	for i := 0; i < len(t.YAt); i += every(size.Y) {
		at := plot.Point{X: float64(box.Min.X) - 9, Y: float64(box.Min.Y+i*size.Y) + 0.5*float64(size.Y) + 5}
		c.Text(ink, smallSize, at, plot.End, t.YAt[i])
	}
}

// paint draws an image (D), values outside [0, 1] clamped, as large as size.
func paint(dst *image.RGBA, at image.Point, pixels []float32, shape raster.Shape, size image.Point) {
	for y := range size.Y {
		for x := range size.X {
			from := image.Pt(x*shape.W/size.X, y*shape.H/size.Y)
			to := image.Pt(max(from.X+1, (x+1)*shape.W/size.X), max(from.Y+1, (y+1)*shape.H/size.Y))
			dst.SetRGBA(at.X+x, at.Y+y, mean(pixels, shape, image.Rectangle{from, to}))
		}
	}
}

// mean returns the mean colour of a part of an image.
func mean(pixels []float32, shape raster.Shape, part image.Rectangle) color.RGBA {
	var sum [3]float64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			for k := range sum {
				v := float64(pixels[(y*shape.W+x)*shape.C+min(k, shape.C-1)])
				if v > 0 { // or is not a number
					sum[k] += min(v, 1)
				}
			}
		}
	}
	level := func(v float64) uint8 { return uint8(255*v/float64(part.Dx()*part.Dy()) + 0.5) }
	return color.RGBA{level(sum[0]), level(sum[1]), level(sum[2]), 0xff}
}
