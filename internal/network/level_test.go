package network

import (
	"slices"
	"strings"
	"testing"

	"vae/internal/choice"
	"vae/internal/kernel"
	"vae/internal/raster"
)

// TestDesign_levelsMakeImagesSmaller: windows of 3×3 leave an image of one pixel as it is, and halve
// larger ones.
func TestDesign_levelsMakeImagesSmaller(t *testing.T) {
	strided := func(image raster.Shape, channels int) kernel.Conv {
		return kernel.Conv{H: image.H, W: image.W, C: image.C, Kernel: 3, Stride: 2, Pad: 1, Out: channels}
	}
	table := kinds
	defer func() { kinds = table }()
	kinds = append(slices.Clone(table), choice.Item[Kind]{Name: "strided", Value: convolutional(strided)})
	for text, want := range map[string]string{
		"strided:2,2,2,2,2":   "",
		"strided:2,2,2,2,2,2": "has 6 levels, and images of 28×28 allow 5",
	} {
		d, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		err = d.Check(raster.Shape{C: 1, H: 28, W: 28}, 1<<20)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
