package divergence_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"vae/divergence"
)

// The colours of the fits, reverse and forward.
var orange, blue = color.RGBA{0xd5, 0x5e, 0x00, 0xff}, color.RGBA{0x00, 0x72, 0xb2, 0xff}

// inked returns the smallest box around the pixels of a colour in a part of a picture.
func inked(picture image.Image, part image.Rectangle, ink color.RGBA) (box image.Rectangle) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if color.RGBAModel.Convert(picture.At(x, y)) == ink {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// TestPicture_showsBothFits looks for the lines: on the left, the curve of the reverse fit is the
// higher one; on the right, its ellipses are within those of the forward fit.
func TestPicture_showsBothFits(t *testing.T) {
	line, plane := compare(t, targets[0].Line(), 1), compare(t, targets[0].Plane(), 1)
	picture := divergence.Picture(line, plane).Image()
	if size := picture.Bounds().Size(); size != image.Pt(1200, 720) {
		t.Fatalf("size %v", size)
	}
	left, right := image.Rect(0, 0, 600, 580), image.Rect(600, 0, 1200, 580)
	high, low := inked(picture, left, orange), inked(picture, left, blue)
	if high.Empty() || low.Empty() || high.Min.Y > low.Min.Y-100 {
		t.Errorf("the curves are in %v and %v", high, low)
	}
	small, large := inked(picture, right, orange), inked(picture, right, blue)
	if small.Empty() || !small.In(large) || 3*small.Dx() > large.Dx() {
		t.Errorf("the ellipses are in %v and %v", small, large)
	}
	if !bytes.Equal(encode(t, picture), encode(t, divergence.Picture(line, plane).Image())) {
		t.Error("a second picture has other bytes")
	}
}

func encode(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
