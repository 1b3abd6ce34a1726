package kernel

import (
	"fmt"
	"testing"
)

// TestConv_noImageKnowsTheOthers checks that an image's bits do not depend on the batch. In plain
// Go, sums over more than 64 channels are where they might.
func TestConv_noImageKnowsTheOthers(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		plain := Conv{H: 14, W: 14, C: 8, Kernel: 4, Stride: 2, Pad: 1, Out: 100}
		fine := Conv{H: 9, W: 7, C: 20, Kernel: 4, Stride: 2, Pad: 1, Out: 150, Fine: true}
		imagesStandAlone(t, newConvCase(plain, 25, 1))
		imagesStandAlone(t, newConvCase(fine, 13, 2))
	})
}

func imagesStandAlone(t *testing.T, c convCase) {
	y, x := c.forward(Tanh), c.adjoint(ReLU)
	sizeX, sizeY := len(x)/c.batch, len(y)/c.batch
	for i := range c.batch {
		one := c
		one.batch, one.x, one.y = 1, row(c.x, i, sizeX), row(c.y, i, sizeY)
		sameBits(t, fmt.Sprint("Forward of image ", i), one.forward(Tanh), row(y, i, sizeY))
		sameBits(t, fmt.Sprint("Adjoint of image ", i), one.adjoint(ReLU), row(x, i, sizeX))
	}
}

func TestConv_sameOnAnyCores(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		for _, batch := range []int{1, 3, 21} {
			layer := Conv{H: 14, W: 14, C: 32, Kernel: 4, Stride: 2, Pad: 1, Out: 40, Fine: batch == 3}
			c := newConvCase(layer, batch, 1)
			sameOnAnyCores(t, func() []float32 { return c.forward(ReLU) })
			sameOnAnyCores(t, func() []float32 { return c.adjoint(Softplus) })
			sameOnAnyCores(t, c.weights)
		}
	})
}
