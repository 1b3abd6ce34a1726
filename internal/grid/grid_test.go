package grid_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"vae/internal/grid"
	"vae/internal/raster"
)

var (
	nan = float32(math.NaN())
	inf = float32(math.Inf(1))
)

// gray returns a sheet of grey images.
func gray(sheet image.Image) *image.Gray { return sheet.(*image.Gray) }

// grey is the level of gutters and empty cells.
var grey = gray(grid.Sheet([]float32{0}, 1, raster.Grey(1, 1), grid.Options{})).GrayAt(0, 0).Y

// wide is the width of an image that is not enlarged.
const wide = 64

// bars returns n images of one row, shape (N, 1, 64), each of one level.
func bars(levels ...float32) []float32 {
	var images []float32
	for _, level := range levels {
		images = append(images, slices.Repeat([]float32{level}, wide)...)
	}
	return images
}

// sketch draws a sheet of bars with one letter for every bar, gutters included: '.' for a gutter,
// otherwise the level in hex.
func sketch(sheet image.Image) string {
	var text strings.Builder
	img := gray(sheet)
	for y := range img.Rect.Dy() {
		for x := 0; x < img.Rect.Dx(); x++ {
			level := img.GrayAt(x, y).Y
			if level == grey {
				text.WriteByte('.')
				continue
			}
			fmt.Fprintf(&text, "%02x", level)
			for range wide - 1 {
				if x++; img.GrayAt(x, y).Y != level {
					text.WriteByte('!')
				}
			}
		}
		text.WriteByte('\n')
	}
	return text.String()
}

func lines(all ...string) string { return strings.Join(all, "\n") + "\n" }

func TestSheet_layout(t *testing.T) {
	got := sketch(grid.Sheet(bars(0, 0.2, 0.4, 0.6, 1), 5, raster.Grey(1, wide), grid.Options{Columns: 2}))
	blank := strings.Repeat(".", 2+2*(wide+2))
	want := lines(
		blank, blank,
		"..00..33..",
		blank, blank,
		"..66..99..",
		blank, blank,
		"..ff.."+strings.Repeat(".", wide+2),
		blank, blank,
	)
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestPairs_layout(t *testing.T) {
	got := sketch(grid.Pairs(bars(0, 0.2, 0.4), bars(1, 0.8, 0.6), 3, raster.Grey(1, wide), grid.Options{Columns: 2}))
	blank := strings.Repeat(".", 2+2*(wide+2))
	want := lines(
		blank, blank,
		"..00..33..",
		blank, blank,
		"..ff..cc..",
		blank, blank, blank, blank, blank, blank, blank, blank, blank, blank,
		"..66.."+strings.Repeat(".", wide+2),
		blank, blank,
		"..99.."+strings.Repeat(".", wide+2),
		blank, blank,
	)
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestSheet_enlargesSmallImages(t *testing.T) {
	for _, c := range []struct{ height, width, scale int }{
		{1, 1, 64}, {8, 8, 8}, {28, 28, 3}, {28, 20, 3}, {32, 32, 2}, {63, 10, 2}, {64, 10, 1}, {96, 96, 1}, {1, 784, 1},
	} {
		images := make([]float32, c.height*c.width)
		images[len(images)-1] = 1
		img := gray(grid.Sheet(images, 1, raster.Grey(c.height, c.width), grid.Options{}))
		if got, want := img.Rect.Size(), image.Pt(c.width*c.scale+4, c.height*c.scale+4); got != want {
			t.Errorf("%d×%d: size %v, want %v", c.height, c.width, got, want)
		}
		white := 0
		for i, level := range img.Pix {
			if x, y := i%img.Stride-2, i/img.Stride-2; level == 255 {
				white++
				if x/c.scale != c.width-1 || y/c.scale != c.height-1 {
					t.Errorf("%d×%d: (%d, %d) is white", c.height, c.width, x, y)
				}
			}
		}
		if white != c.scale*c.scale {
			t.Errorf("%d×%d: %d white pixels, want %d²", c.height, c.width, white, c.scale)
		}
	}
}

// TestOptions_areTaken: columns and scale are those asked for.
func TestOptions_areTaken(t *testing.T) {
	images := make([]float32, 5*2*3)
	shape := raster.Grey(2, 3)
	for size, sheet := range map[image.Point]image.Image{
		{2 + 4*(2*3+2), 2 + 2*(2*2+2)}:   grid.Sheet(images, 5, shape, grid.Options{Columns: 4, Scale: 2}),
		{2 + 5*(3+2), 2 + 2 + 2 + 2 + 2}: grid.Pairs(images, images, 5, shape, grid.Options{Columns: 5, Scale: 1}),
		{2 + 5*(4*3+2), 2 + 4*2 + 2}:     grid.Strip(images, [2][]float32{}, 5, shape, grid.Options{Columns: 2, Scale: 4}),
		{2 + 1*(22*3+2), 2 + 5*(22*2+2)}: grid.Sheet(images, 5, shape, grid.Options{Columns: 1}),
	} {
		if got := sheet.Bounds().Size(); got != size {
			t.Errorf("size %v, want %v", got, size)
		}
	}
}

// Near a square, without a ragged last row where a count allows it.
func TestSheet_choosesColumns(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 7: 3, 10: 5, 12: 4, 16: 4, 20: 5, 23: 5, 64: 8, 100: 10, 128: 16} {
		img := gray(grid.Sheet(make([]float32, n*wide), n, raster.Grey(1, wide), grid.Options{}))
		if got := (img.Rect.Dx() - 2) / (wide + 2); got != want {
			t.Errorf("%d images in %d columns, want %d", n, got, want)
		}
	}
	for n, want := range map[int]int{0: 1, 1: 1, 2: 2, 3: 3, 8: 4, 10: 5, 16: 8, 32: 8} {
		img := gray(grid.Pairs(make([]float32, n*wide), make([]float32, n*wide), n, raster.Grey(1, wide), grid.Options{}))
		if got := (img.Rect.Dx() - 2) / (wide + 2); got != want {
			t.Errorf("%d pairs in %d columns, want %d", n, got, want)
		}
	}
}

func TestImage_roundsAndClamps(t *testing.T) {
	pixels := []float32{0, 0.4 / 255, 0.6 / 255, 0.5, 1, 1.5, -0.5, nan, inf, -inf}
	want := []uint8{0, 0, 1, 128, 255, 255, 0, 0, 255, 0}
	img := gray(grid.Image(pixels, raster.Grey(2, 5)))
	if img.Rect != image.Rect(0, 0, 5, 2) || !slices.Equal(img.Pix, want) {
		t.Errorf("got %v in %v, want %v", img.Pix, img.Rect, want)
	}
}

func TestSheet_panicsOnAWrongShape(t *testing.T) {
	for want, call := range map[string]func(){
		"grid: Sheet: 5 values for 2 images of 1×3":    func() { grid.Sheet(make([]float32, 5), 2, raster.Grey(1, 3), grid.Options{}) },
		"grid: Sheet: 12 values for 2 images of 1×3×2": func() { grid.Sheet(make([]float32, 12), 2, raster.Shape{C: 2, H: 1, W: 3}, grid.Options{}) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}()
			call()
		}()
	}
}

func TestEncodePNG_isDeterministicAndExact(t *testing.T) {
	img := gray(grid.Sheet([]float32{0, 0.25, 0.5, 0.75, 1, nan}, 3, raster.Grey(1, 2), grid.Options{}))
	var one, two bytes.Buffer
	if err := grid.EncodePNG(&one, img); err != nil {
		t.Fatal(err)
	}
	if err := grid.EncodePNG(&two, img); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("bytes differ")
	}
	back, err := png.Decode(&one)
	if err != nil {
		t.Fatal(err)
	}
	if again, ok := back.(*image.Gray); !ok || !slices.Equal(again.Pix, img.Pix) {
		t.Error("pixels differ")
	}
}

func ExampleSheet() {
	images := make([]float32, 10*28*28)
	sheet := gray(grid.Sheet(images, 10, raster.Grey(28, 28), grid.Options{}))
	fmt.Println(sheet.Rect.Size())
	// Output: (432,174)
}

// TestStrip_setsEndsApart: the row is that of a sheet, between two images which a wide gap parts
// from it.
func TestStrip_setsEndsApart(t *testing.T) {
	row := bars(0.2, 0.4, 0.6)
	first, last := bars(0), bars(1)
	gap := strings.Repeat(".", 10)
	blank := strings.Repeat(".", 2+3*(wide+2)+2*(wide+10))
	got := sketch(grid.Strip(row, [2][]float32{first, last}, 3, raster.Grey(1, wide), grid.Options{}))
	if want := lines(blank, blank, "..00"+gap+"33..66..99"+gap+"ff..", blank, blank); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got = sketch(grid.Strip(row, [2][]float32{}, 3, raster.Grey(1, wide), grid.Options{}))
	if want := sketch(grid.Sheet(row, 3, raster.Grey(1, wide), grid.Options{})); got != want {
		t.Errorf("without ends: got\n%s\nwant\n%s", got, want)
	}
}

// TestSheet_ofColours: a sheet of images in colour has them, in grey gutters.
func TestSheet_ofColours(t *testing.T) {
	sheet := grid.Sheet([]float32{1, 0.5, 0, nan, -1, 2}, 2, raster.Shape{C: 3, H: 1, W: 1}, grid.Options{})
	for at, want := range map[image.Point]color.RGBA{
		{2, 2}: {255, 128, 0, 255}, {65, 65}: {255, 128, 0, 255}, {68, 2}: {0, 0, 255, 255}, {66, 2}: {grey, grey, grey, 255},
	} {
		if got := sheet.At(at.X, at.Y); got != want {
			t.Errorf("at %v is %v, want %v", at, got, want)
		}
	}
	var coded bytes.Buffer
	if err := grid.EncodePNG(&coded, sheet); err != nil {
		t.Fatal(err)
	}
	if again, err := png.Decode(&coded); err != nil || again.At(68, 2) != (color.RGBA{0, 0, 255, 255}) {
		t.Errorf("encoded it is %v, error %v", again.At(68, 2), err)
	}
}
