package main

import (
	"image"
	"image/draw"
	"math"
	"path/filepath"

	"vae/data"
	"vae/internal/grid"
	"vae/internal/plot"
)

const (
	captionSize = 13  // of the text
	captionLine = 15  // from one line to the next
	widestName  = 160 // pixels of the name of a row
)

// captioned returns a sheet of n images (n, H, W) of each layer, one layer below the other, with
// two lines of text below each.
func captioned(captions [][2]string, shape data.Shape, layers ...[]float32) image.Image {
	const room = 2*captionLine + 3
	sheet, places := grid.Captioned(room, len(captions), shape, layers...)
	canvas := canvasOf(sheet)
	for i, place := range places {
		for k, text := range captions[i] {
			at := plot.Point{X: float64(place.Min.X+place.Max.X) / 2, Y: float64(place.Min.Y + (k+1)*captionLine - 2)}
			canvas.Text(image.White, fitting(text, place.Dx()), at, plot.Middle, text)
		}
	}
	return pictureOf(canvas, shape)
}

// named returns a sheet of images (n, H, W) in rows of as many columns as the options say, each row
// with its name before it.
func named(names []string, shape data.Shape, images []float32, o grid.Options) image.Image {
	widest := 0.0
	for _, name := range names {
		widest = max(widest, plot.Width(captionSize, name))
	}
	sheet, places := grid.Named(int(math.Ceil(min(widest, widestName))), len(names)*o.Columns, shape, images, o)
	canvas := canvasOf(sheet)
	for i, place := range places {
		size := min(fitting(names[i], place.Dx()), float64(place.Dy()))
		middle := float64(place.Min.Y+place.Max.Y) / 2
		at := plot.Point{X: float64(place.Max.X), Y: middle + size/3} // capitals are two thirds of it high
		canvas.Text(image.White, size, at, plot.End, names[i])
	}
	return pictureOf(canvas, shape)
}

func canvasOf(sheet image.Image) *plot.Canvas {
	canvas := plot.New(sheet.Bounds().Dx(), sheet.Bounds().Dy())
	canvas.Picture(image.Point{}, sheet)
	return canvas
}

// pictureOf returns the canvas in pixels, in grey if the images are.
func pictureOf(canvas *plot.Canvas, shape data.Shape) image.Image {
	if shape.C > 1 {
		return canvas.Image()
	}
	grey := image.NewGray(canvas.Bounds())
	draw.Draw(grey, grey.Rect, canvas.Image(), image.Point{}, draw.Src)
	return grey
}

// name returns the run as a picture can show it.
func (t *trained) name() string { return plot.Drawable(filepath.Clean(t.run)) }

// fitting returns the size of a text in a place of some width: a long one is smaller.
func fitting(text string, width int) float64 {
	return captionSize * min(1, float64(width)/plot.Width(captionSize, text))
}
