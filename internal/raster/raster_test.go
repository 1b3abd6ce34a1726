package raster_test

import (
	"fmt"

	"vae/internal/raster"
)

func ExampleShape() {
	for _, s := range []raster.Shape{raster.Grey(28, 20), {C: 3, H: 28, W: 20}} {
		fmt.Println(s, s.Size())
	}
	// Output:
	// 28×20 560
	// 28×20×3 1680
}
