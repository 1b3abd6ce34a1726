// Package grid lays images out in a grid.
//
// Images are float32 in [0, 1], 0 black and 1 white, row-major, one after the other: shape (N, H, W). Values outside are
// clamped and NaN is black. Small images are enlarged by a whole factor, so that a pixel stays a square: the longer side
// of an image gets at least 56 pixels.
package grid

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
)

const (
	minSide = 56 // pixels of the longer side of an image on a sheet
	gutter  = 2  // pixels between images and around the sheet
	gap     = 10 // pixels between a pair of rows and the next
	grey    = 72 // of gutters and empty cells
)

// Image returns one image, shape (H, W), as it is: not enlarged, without a frame.
func Image(pixels []float32, height, width int) *image.Gray {
	check("Image", pixels, 1, height, width)
	img := image.NewGray(image.Rect(0, 0, width, height))
	layout{height: height, width: width, scale: 1}.draw(img, 0, 0, pixels)
	return img
}

// Sheet returns n images, shape (N, H, W), in rows of columns images, which run from left to right. With columns 0 the
// sheet is near square. It panics if the length of images is not n·height·width.
func Sheet(images []float32, n, height, width, columns int) *image.Gray {
	check("Sheet", images, n, height, width)
	if columns < 1 {
		columns = nearSquare(n, 1)
	}
	return layout{height, width, columns, autoScale(height, width)}.sheet(n, images)
}

// Pairs returns n originals, shape (N, H, W), each above its reconstruction, in pairs of rows with a wider gap between
// them. With columns 0 the sheet is near square. It panics if the length of either is not n·height·width.
func Pairs(originals, reconstructions []float32, n, height, width, columns int) *image.Gray {
	check("Pairs", originals, n, height, width)
	check("Pairs", reconstructions, n, height, width)
	if columns < 1 {
		columns = nearSquare(n, 2)
	}
	return layout{height, width, columns, autoScale(height, width)}.sheet(n, originals, reconstructions)
}

// EncodePNG writes an image as PNG. Equal images give equal bytes.
func EncodePNG(w io.Writer, img image.Image) error {
	if err := png.Encode(w, img); err != nil {
		return fmt.Errorf("grid: encode png: %w", err)
	}
	return nil
}

func check(function string, images []float32, n, height, width int) {
	if n < 0 || height < 1 || width < 1 || len(images) != n*height*width {
		panic(fmt.Sprintf("grid: %s: %d values for shape (%d, %d, %d)", function, len(images), n, height, width))
	}
}

// autoScale returns the smallest factor that gives the longer side of an image at least minSide pixels.
func autoScale(height, width int) int {
	longer := max(height, width)
	return (minSide + longer - 1) / longer
}

// nearSquare returns the number of columns for n images of which each takes up rows cells one below the other. Within
// a factor of two of a square it prefers that the last row be full.
func nearSquare(n, rows int) int {
	side := math.Sqrt(float64(n * rows))
	for columns := int(math.Ceil(side)); float64(columns) < 2*side; columns++ {
		if columns > 0 && n%columns == 0 {
			return columns
		}
	}
	return max(1, min(n, int(math.Ceil(side))))
}
