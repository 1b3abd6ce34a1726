// Package raster provides the shape of images.
package raster

import "fmt"

// Shape is the shape of an image. In memory its order is (H, W, C), row by row from the top left.
type Shape struct {
	C int // channels: 1 grey
	H int // height, in pixels
	W int // width, in pixels
}

// Grey returns the shape of a grey image.
func Grey(height, width int) Shape { return Shape{C: 1, H: height, W: width} }

// Size returns the number of numbers of an image, D = C·H·W.
func (s Shape) Size() int { return s.C * s.H * s.W }

// String returns height and width, and the channels unless there is one: 28×28, 28×28×3.
func (s Shape) String() string {
	if s.C == 1 {
		return fmt.Sprintf("%d×%d", s.H, s.W)
	}
	return fmt.Sprintf("%d×%d×%d", s.H, s.W, s.C)
}

// Byte maps a pixel from [0, 1] to 0 … 255, rounded; values outside are clamped and NaN is 0.
func Byte(pixel float32) uint8 {
	if !(pixel > 0) {
		return 0
	}
	return uint8(min(pixel, 1)*255 + 0.5)
}

// Bytes returns Byte of each pixel.
func Bytes(pixels []float32) []byte {
	all := make([]byte, len(pixels))
	for i, v := range pixels {
		all[i] = Byte(v)
	}
	return all
}
