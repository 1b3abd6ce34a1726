package grid

import (
	"image"
	"image/color"
)

// layout places images of height × width pixels, enlarged by scale, in columns.
type layout struct{ height, width, columns, scale int }

// sheet draws the i-th of n images of each layer below the i-th of the layer before it, in bands of one row per layer.
func (l layout) sheet(n int, layers ...[]float32) *image.Gray {
	bands := (n + l.columns - 1) / l.columns
	between := gutter
	if len(layers) > 1 {
		between = gap
	}
	cellW, cellH := l.width*l.scale+gutter, l.height*l.scale+gutter
	bandH := len(layers)*cellH - gutter + between // with the space below it
	img := image.NewGray(image.Rect(0, 0, gutter+l.columns*cellW, 2*gutter+max(0, bands*bandH-between)))
	fill(img, grey)
	size := l.height * l.width
	for i := range n {
		x, y := gutter+i%l.columns*cellW, gutter+i/l.columns*bandH
		for k, layer := range layers {
			l.draw(img, x, y+k*cellH, layer[i*size:(i+1)*size])
		}
	}
	return img
}

// draw enlarges one image (H, W) onto img, its upper left corner at (x, y).
func (l layout) draw(img *image.Gray, x, y int, pixels []float32) {
	for row := range l.height * l.scale {
		for column := range l.width * l.scale {
			v := pixels[row/l.scale*l.width+column/l.scale]
			img.SetGray(x+column, y+row, color.Gray{Y: quantise(v)})
		}
	}
}

// quantise maps [0, 1] to 0 … 255, rounding; what lies outside is clamped and NaN is 0.
func quantise(v float32) uint8 {
	if !(v > 0) {
		return 0
	}
	return uint8(min(v, 1)*255 + 0.5)
}

func fill(img *image.Gray, level uint8) {
	for i := range img.Pix {
		img.Pix[i] = level
	}
}
