package grid

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"

	"vae/internal/raster"
)

// layout places images of a shape, enlarged by scale, in columns.
type layout struct {
	shape          raster.Shape
	columns, scale int
	cell           int // width of a column, in which images are centred
	caption        int // height of the room below the images of a band
}

func newLayout(shape raster.Shape, o Options) layout {
	longer := max(shape.H, shape.W)
	scale := cmp.Or(o.Scale, (minSide+longer-1)/longer)
	return layout{shape: shape, columns: o.Columns, scale: scale, cell: shape.W * scale}
}

// band returns the height of a row of cells of so many layers, with the space below it.
func (l layout) band(layers int) int {
	return layers*(l.shape.H*l.scale+gutter) - gutter + l.caption + between(layers)
}

// between returns the space between bands, which is wider between pairs.
func between(layers int) int {
	if layers > 1 {
		return gap
	}
	return gutter
}

// place returns the upper left corner of the cell of image i of the first of so many layers.
func (l layout) place(i, layers int) image.Point {
	return image.Pt(gutter+i%l.columns*(l.cell+gutter), gutter+i/l.columns*l.band(layers))
}

// sheet draws n images of each layer, each below its counterpart in the layer before it.
func (l layout) sheet(n int, layers ...[]float32) draw.Image {
	bands := (n + l.columns - 1) / l.columns
	height := 2*gutter + max(0, bands*l.band(len(layers))-between(len(layers)))
	img := l.blank(image.Pt(gutter+l.columns*(l.cell+gutter), height))
	size := l.shape.Size()
	for i := range n {
		at := l.place(i, len(layers)).Add(image.Pt((l.cell-l.shape.W*l.scale)/2, 0))
		for k, layer := range layers {
			l.draw(img, at.X, at.Y+k*(l.shape.H*l.scale+gutter), layer[i*size:(i+1)*size])
		}
	}
	return img
}

// blank returns a sheet of grey, for images of the shape.
func (l layout) blank(size image.Point) draw.Image {
	whole := image.Rectangle{Max: size}
	var img draw.Image = image.NewGray(whole)
	if l.shape.C == 3 {
		img = image.NewRGBA(whole)
	}
	draw.Draw(img, whole, image.NewUniform(color.Gray{grey}), image.Point{}, draw.Src)
	return img
}

// draw draws one image enlarged, its upper left corner at (x, y).
func (l layout) draw(img draw.Image, x, y int, pixels []float32) {
	line := image.Rect(x, y, x+l.shape.W*l.scale, y+1)
	for row := range l.shape.H {
		for column := range l.shape.W * l.scale {
			at := (row*l.shape.W + column/l.scale) * l.shape.C
			img.Set(x+column, line.Min.Y, colour(pixels[at:at+l.shape.C]))
		}
		for k := 1; k < l.scale; k++ {
			draw.Draw(img, line.Add(image.Pt(0, k)), img, line.Min, draw.Src)
		}
		line = line.Add(image.Pt(0, l.scale))
	}
}

// colour returns that of a pixel of one number, or of red, green and blue.
func colour(pixel []float32) color.Color {
	if len(pixel) == 1 {
		return color.Gray{Y: raster.Byte(pixel[0])}
	}
	return color.RGBA{raster.Byte(pixel[0]), raster.Byte(pixel[1]), raster.Byte(pixel[2]), 0xff}
}
