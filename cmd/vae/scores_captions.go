package main

import (
	"image"
	"image/draw"

	"vae/data"
	"vae/internal/grid"
	"vae/internal/plot"
)

// The look of captions, in pixels.
const (
	captionSize = 13 // of the text
	captionLine = 15 // from one line to the next
)

// captioned returns a sheet of n images (n, H, W) of each layer, one layer below the other, with
// two lines of text below each.
func captioned(captions [][2]string, shape data.Shape, layers ...[]float32) image.Image {
	const room = 2*captionLine + 3
	sheet, places := grid.Captioned(room, len(captions), shape, layers...)
	canvas := plot.New(sheet.Rect.Dx(), sheet.Rect.Dy())
	draw.Draw(canvas, sheet.Rect, sheet, image.Point{}, draw.Src)
	for i, place := range places {
		for k, text := range captions[i] {
			size := min(captionSize, captionSize*float64(place.Dx())/plot.Width(captionSize, text)) // a long one is smaller
			at := plot.Point{X: float64(place.Min.X+place.Max.X) / 2, Y: float64(place.Min.Y + (k+1)*captionLine - 2)}
			canvas.Text(image.White, size, at, plot.Middle, text)
		}
	}
	return canvas
}
