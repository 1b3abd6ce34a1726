// Package grid lays images out in a grid.
//
// Images are grey, shape (N, H, W) in row-major order, 0 black and 1 white, or in colour, shape (N,
// H, W, 3), and so are the sheets. Values outside are clamped and NaN is black. Small images are
// enlarged by a whole factor that gives their longer side at least 64 pixels. Functions panic
// unless they are given n images of the shape, in one channel or three.
package grid

import (
	"cmp"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"

	"vae/internal/raster"
)

const (
	minSide = 64 // pixels of the longer side of an image on a sheet
	gutter  = 2  // pixels between images and around the sheet
	gap     = 10 // pixels between a pair of rows and the next
	grey    = 72 // of gutters and empty cells
)

// Options say how images are laid out; the zero value lets the sheet decide.
type Options struct {
	Columns int // images in a row; 0: near square
	Scale   int // pixels of a side for each pixel of an image; 0: so many that images are not small
}

// Image returns one image, neither enlarged nor framed.
func Image(pixels []float32, shape raster.Shape) draw.Image {
	check("Image", pixels, 1, shape)
	l := layout{shape: shape, scale: 1}
	img := l.blank(image.Pt(shape.W, shape.H))
	l.draw(img, 0, 0, pixels)
	return img
}

// Sheet returns n images in rows.
func Sheet(images []float32, n int, shape raster.Shape, o Options) draw.Image {
	check("Sheet", images, n, shape)
	return newLayout(shape, o.or(nearSquare(n, 1))).sheet(n, images)
}

// Pairs returns n originals, each above its reconstruction, with a wider gap below
// each pair of rows.
func Pairs(originals, reconstructions []float32, n int, shape raster.Shape, o Options) draw.Image {
	check("Pairs", originals, n, shape)
	check("Pairs", reconstructions, n, shape)
	return newLayout(shape, o.or(nearSquare(n, 2))).sheet(n, originals, reconstructions)
}

// Strip returns n images in one row, between two other images, set apart. Either end may be nil.
func Strip(images []float32, ends [2][]float32, n int, shape raster.Shape, o Options) draw.Image {
	check("Strip", images, n, shape)
	o.Columns = n
	l := newLayout(shape, o)
	sheet := l.sheet(n, images)
	apart := image.Pt(l.cell+gap, 0)
	for i, end := range ends {
		if end == nil {
			continue
		}
		check("Strip", end, 1, shape)
		wide := l.blank(sheet.Bounds().Max.Add(apart))
		left := []image.Point{apart, {}}[i]
		draw.Draw(wide, sheet.Bounds().Add(left), sheet, image.Point{}, draw.Src)
		l.draw(wide, []int{gutter, wide.Bounds().Max.X - gutter - l.cell}[i], gutter, end)
		sheet = wide
	}
	return sheet
}

// Captioned returns n images of each layer, one layer below the other, above room
// of the given height for a caption. The sheet is near square, with columns of at least minSide.
// The places of the captions are in the order of the images.
func Captioned(room, n int, shape raster.Shape, layers ...[]float32) (sheet draw.Image, captions []image.Rectangle) {
	for _, layer := range layers {
		check("Captioned", layer, n, shape)
	}
	l := newLayout(shape, Options{Columns: nearSquare(n, len(layers))})
	l.caption, l.cell = room, max(l.cell, minSide)
	for i := range n {
		corner := l.place(i, len(layers)).Add(image.Pt(0, len(layers)*(shape.H*l.scale+gutter)-gutter))
		captions = append(captions, image.Rectangle{corner, corner.Add(image.Pt(l.cell, room))})
	}
	return l.sheet(n, layers...), captions
}

// Named returns n images in rows of Options.Columns, right of room of the given width for the names
// of the rows. The places of the names are in the order of the rows.
func Named(room, n int, shape raster.Shape, images []float32, o Options) (sheet draw.Image, names []image.Rectangle) {
	check("Named", images, n, shape)
	const before, after = 3 * gutter, 2 * gutter // a name
	l := newLayout(shape, o)
	rows := l.sheet(n, images)
	shift := image.Pt(before+room+after, 0)
	sheet = l.blank(rows.Bounds().Size().Add(shift))
	draw.Draw(sheet, rows.Bounds().Add(shift), rows, image.Point{}, draw.Src)
	for i := 0; i < n; i += o.Columns {
		top := l.place(i, 1).Y
		names = append(names, image.Rect(before, top, before+room, top+shape.H*l.scale))
	}
	return sheet, names
}

// EncodePNG writes an image as PNG. Equal images give equal bytes.
func EncodePNG(w io.Writer, img image.Image) error {
	if err := png.Encode(w, img); err != nil {
		return fmt.Errorf("grid: encode png: %w", err)
	}
	return nil
}

func check(function string, images []float32, n int, shape raster.Shape) {
	if n < 0 || shape.C != 1 && shape.C != 3 || shape.H < 1 || shape.W < 1 || len(images) != n*shape.Size() {
		panic(fmt.Sprintf("grid: %s: %d values for %d images of %v", function, len(images), n, shape))
	}
}

// or returns the options with so many columns unless they have a number of them.
func (o Options) or(columns int) Options {
	o.Columns = cmp.Or(o.Columns, columns)
	return o
}

// nearSquare returns the number of columns for n images of so many rows each. Within a factor of
// two of a square it prefers a full last row.
func nearSquare(n, rows int) int {
	side := math.Sqrt(float64(n * rows))
	for columns := int(math.Ceil(side)); float64(columns) < 2*side; columns++ {
		if columns > 0 && n%columns == 0 {
			return columns
		}
	}
	return max(1, min(n, int(math.Ceil(side))))
}
