package main

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"vae/internal/grid"
	"vae/internal/raster"
)

// TestCaptioned_writesBelowImages: text is in the room below its image alone, however long.
func TestCaptioned_writesBelowImages(t *testing.T) {
	black := make([]float32, 2*8*8)
	_, places := grid.Captioned(33, 2, raster.Grey(8, 8), black)
	sheet := captioned([][2]string{{"7", "−1.5"}, {"123456789012", "−1234567890.5"}}, raster.Grey(8, 8), black)
	bounds := sheet.Bounds()
	ink := make([]int, len(places))
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			level := color.GrayModel.Convert(sheet.At(x, y)).(color.Gray).Y
			if level == 0 || level == 72 { // an image, and what surrounds it
				continue
			}
			inside := false
			for i, place := range places {
				if x >= place.Min.X && x < place.Max.X && y >= place.Min.Y && y < place.Max.Y {
					inside = true
					ink[i]++
				}
			}
			if !inside {
				t.Fatalf("ink at %d, %d, outside of %v", x, y, places)
			}
		}
	}
	if ink[0] < 30 || ink[1] < 100 {
		t.Errorf("pixels with ink: %v", ink)
	}
}

// TestNamed_writesBeforeRows: names, however long, are left of the images, each beside its row.
func TestNamed_writesBeforeRows(t *testing.T) {
	names := []string{"7", "a name that is longer than there is room for on the sheet", "кошка"}
	black := make([]float32, 6*8*8)
	sheet := named(names, raster.Grey(8, 8), black, grid.Options{Columns: 2})
	_, places := grid.Named(160, 6, raster.Grey(8, 8), black, grid.Options{Columns: 2})
	bounds := sheet.Bounds()
	ink := make([]int, len(places))
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			level := color.GrayModel.Convert(sheet.At(x, y)).(color.Gray).Y
			if level == 0 || level == 72 { // an image, and what surrounds it
				continue
			}
			near := func(place image.Rectangle) bool { return image.Pt(x, y).In(place.Inset(-1)) } // letters overhang
			row := slices.IndexFunc(places, near)
			if row < 0 {
				t.Fatalf("ink at %d, %d, outside of %v", x, y, places)
			}
			ink[row]++
		}
	}
	if ink[0] < 10 || ink[1] < 100 || ink[2] < 50 {
		t.Errorf("pixels with ink: %v", ink)
	}
}
