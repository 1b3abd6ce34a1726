package grid_test

import (
	"image"
	"slices"
	"testing"

	"vae/internal/grid"
	"vae/internal/raster"
)

// TestCaptioned_leavesRoom: below each image, or pair, there is grey room as wide as its column;
// all else is as on a sheet of the same images.
func TestCaptioned_leavesRoom(t *testing.T) {
	const n, room = 5, 30
	for _, size := range []image.Point{{8, 8}, {12, 60}, {80, 20}} { // width, height
		images := slices.Repeat([]float32{1}, n*size.X*size.Y)
		for layers := 1; layers <= 2; layers++ {
			all := slices.Repeat([][]float32{images}, layers)
			drawn, captions := grid.Captioned(room, n, raster.Grey(size.Y, size.X), all...)
			sheet := gray(drawn)
			white := 0
			for _, level := range sheet.Pix {
				if level == 255 {
					white++
				}
			}
			scale := (64 + max(size.X, size.Y) - 1) / max(size.X, size.Y)
			if want := layers * n * size.X * size.Y * scale * scale; white != want {
				t.Errorf("%v, %d layers: %d white pixels, want %d", size, layers, white, want)
			}
			for i, place := range captions {
				if place.Dy() != room || place.Dx() < 64 || !place.In(sheet.Rect) {
					t.Errorf("%v: the caption of image %d is at %v of %v", size, i, place, sheet.Rect)
				}
				for y := place.Min.Y; y < place.Max.Y; y++ {
					for x := place.Min.X; x < place.Max.X; x++ {
						if sheet.GrayAt(x, y).Y != grey {
							t.Fatalf("%v: an image is in the caption of image %d", size, i)
						}
					}
				}
				middle := (place.Min.X + place.Max.X) / 2
				if above := sheet.GrayAt(middle, place.Min.Y-3).Y; above != 255 {
					t.Errorf("%v: above the caption of image %d is %d", size, i, above)
				}
			}
		}
	}
}

// TestNamed_leavesRoom: all is as on a sheet of the same images, right of grey room with a place
// for a name before each row, as high as its images.
func TestNamed_leavesRoom(t *testing.T) {
	const n, columns, room = 6, 2, 40
	for _, size := range []image.Point{{8, 8}, {12, 60}, {80, 20}} { // width, height
		images := slices.Repeat([]float32{1}, n*size.X*size.Y)
		shape := raster.Grey(size.Y, size.X)
		rows := gray(grid.Sheet(images, n, shape, grid.Options{Columns: columns}))
		drawn, names := grid.Named(room, n, shape, images, grid.Options{Columns: columns})
		sheet := gray(drawn)
		shift := sheet.Rect.Dx() - rows.Rect.Dx()
		if sheet.Rect.Dy() != rows.Rect.Dy() || shift < room || len(names) != n/columns {
			t.Fatalf("%v: a sheet of %v has %d names before rows of %v", size, sheet.Rect, len(names), rows.Rect)
		}
		for y := range sheet.Rect.Dy() {
			for x := range sheet.Rect.Dx() {
				want := uint8(grey)
				if x >= shift {
					want = rows.GrayAt(x-shift, y).Y
				}
				if got := sheet.GrayAt(x, y).Y; got != want {
					t.Fatalf("%v: %d at %d, %d, want %d", size, got, x, y, want)
				}
			}
		}
		for i, place := range names {
			if place.Dx() != room || place.Max.X >= shift || !place.In(sheet.Rect) {
				t.Errorf("%v: the name of row %d is at %v of %v", size, i, place, sheet.Rect)
			}
			for y, want := range map[int]uint8{place.Min.Y - 1: grey, place.Min.Y: 255, place.Max.Y - 1: 255, place.Max.Y: grey} {
				if got := rows.GrayAt(5, y).Y; got != want {
					t.Errorf("%v: right of %v, at %d, is %d, want %d", size, place, y, got, want)
				}
			}
		}
	}
}
