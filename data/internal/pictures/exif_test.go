package pictures_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// A picture is stored in each orientation of EXIF 2.3, table 6, which gives the places of row 0 and
// column 0. All eight show one picture, with a light corner at the top left and a darker one at the
// top right.
func TestEXIF_orientation(t *testing.T) {
	const high, wide, side = 24, 40, 8
	seen := func(x, y int) color.Gray {
		switch {
		case x < side && y < side:
			return color.Gray{Y: 240}
		case x >= wide-side && y < side:
			return color.Gray{Y: 120}
		}
		return color.Gray{}
	}
	for orientation := 1; orientation <= 8; orientation++ {
		size := image.Rect(0, 0, wide, high)
		if orientation > 4 {
			size = image.Rect(0, 0, high, wide)
		}
		stored := image.NewGray(size)
		for row := range size.Dy() {
			for column := range size.Dx() {
				x, y := shown(orientation, row, column, high, wide)
				stored.SetGray(column, row, seen(x, y))
			}
		}
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			h, g := decode(t, turnedJPEG(t, stored, exif(order, orientation)))
			if h.Height != high || h.Width != wide {
				t.Fatalf("orientation %d: %d×%d", orientation, h.Height, h.Width)
			}
			pixels, _ := g.Pixels()
			left, right, below := pixels[3*wide+3], pixels[3*wide+wide-4], pixels[(high-4)*wide+3]
			if left < 230 || right < 110 || right > 130 || below > 10 {
				t.Errorf("orientation %d, %v: corners %d, %d, %d", orientation, order, left, right, below)
			}
		}
	}
}

// shown returns where a stored pixel is to be seen.
func shown(orientation, row, column, high, wide int) (x, y int) {
	switch orientation {
	case 1: // row 0 is the top, column 0 the left
		return column, row
	case 2: // top, right
		return wide - 1 - column, row
	case 3: // bottom, right
		return wide - 1 - column, high - 1 - row
	case 4: // bottom, left
		return column, high - 1 - row
	case 5: // left, top
		return row, column
	case 6: // right, top
		return wide - 1 - row, column
	case 7: // right, bottom
		return wide - 1 - row, high - 1 - column
	default: // left, bottom
		return row, high - 1 - column
	}
}

// exif returns EXIF data with an orientation, after another tag.
func exif(order binary.AppendByteOrder, orientation int) []byte {
	data := []byte("II*\x00")
	if order.String() == "BigEndian" {
		data = []byte("MM\x00*")
	}
	data = order.AppendUint32(data, 8)
	data = order.AppendUint16(data, 2)
	for _, entry := range []struct{ tag, value uint16 }{{0x100, 5}, {0x112, uint16(orientation)}} {
		data = order.AppendUint16(order.AppendUint16(data, entry.tag), 3)
		data = order.AppendUint16(order.AppendUint32(data, 1), entry.value)
		data = append(data, 0, 0)
	}
	return append(data, 0, 0, 0, 0)
}

// turnedJPEG returns a JPEG file with EXIF data.
func turnedJPEG(t *testing.T, p image.Image, exif []byte) []byte {
	t.Helper()
	var coded bytes.Buffer
	if err := jpeg.Encode(&coded, p, nil); err != nil {
		t.Fatal(err)
	}
	app1 := append([]byte("Exif\x00\x00"), exif...)
	file := binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xe1"), uint16(2+len(app1)))
	return append(append(file, app1...), coded.Bytes()[2:]...)
}

func TestEXIF_damagedSaysNothing(t *testing.T) {
	p := image.NewGray(image.Rect(0, 0, 16, 8))
	good := exif(binary.LittleEndian, 6)
	at := func(i int, b ...byte) []byte { return append(append(bytes.Clone(good[:i]), b...), good[i+len(b):]...) }
	for name, data := range map[string][]byte{
		"empty": {}, "text": []byte("hello"), "order": at(0, 'X'), "offset": at(4, 0xff, 0xff, 0xff, 0xff),
		"offset at the end": at(4, byte(len(good)-1)), "no entries": at(8, 0, 0), "type": at(24, 9),
		"no values": at(26, 0), "many values": at(26, 0xff, 0xff, 0xff, 0xff), "0": at(30, 0), "9": at(30, 9), "cut": good[:20],
	} {
		if h, _ := decode(t, turnedJPEG(t, p, data)); h.Height != 8 || h.Width != 16 {
			t.Errorf("%s: %d×%d", name, h.Height, h.Width)
		}
	}
	if h, _ := decode(t, turnedJPEG(t, p, good)); h.Height != 16 {
		t.Error("the undamaged data say nothing either")
	}
}

func TestScaled_keeps16BitsAndAveragesThem(t *testing.T) {
	p := image.NewGray16(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		p.SetGray16(i%64, i/64, color.Gray16{Y: uint16(1000 + 3*(i%2))}) // stripes finer than the result
	}
	_, g := decode(t, encode(t, p))
	small := g.Scaled(4, 8, image.Rect(0, 0, 4, 4), image.Rect(0, 0, 64, 64), 0x1234)
	_, words := small.Pixels()
	for i, v := range words {
		switch inside := i%8 < 4; {
		case inside && (v < 1001 || v > 1002):
			t.Fatalf("pixel %d is %d, want the mean of 1000 and 1003", i, v)
		case !inside && v != 0x1234:
			t.Fatalf("pixel %d beside the picture is %#x", i, v)
		}
	}
}
