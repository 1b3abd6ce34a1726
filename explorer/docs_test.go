package explorer_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

var address = flag.String("address", "", "take the pictures of docs/explorer.md of the explorer at this address")

// mostPicture is the largest size of a picture in docs, in bytes.
const mostPicture = 250 << 10

// TestDocs_pictures takes the pictures of the documentation.
func TestDocs_pictures(t *testing.T) {
	if *address == "" {
		t.Skip("-address is that of an explorer to take pictures of")
	}
	for width, height := range map[int64]int64{400: 860, 1280: 900, 1920: 1200} {
		for _, scheme := range []string{"light", "dark"} {
			name := fmt.Sprintf("explorer-%d-%s.png", width, scheme)
			t.Run(name, func(t *testing.T) {
				picture := small(t, take(open(t, *address, width, height, colours(scheme))))
				if err := os.WriteFile("../docs/"+name, picture, 0o666); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// take returns a picture of a page in use.
func take(p *tab) (picture []byte) {
	p.Helper()
	p.settle()
	p.rest()
	p.click(".unlikely li:nth-child(3) button")
	p.rest()
	p.press("Pin A")
	b := p.boxOf(plane)
	p.drag(b.at(0.5, 0.5), b.at(0.6, 0.4), b.at(0.62, 0.38))
	p.rest()
	p.press("Pin B")
	p.rest()
	p.run(chromedp.Evaluate("document.activeElement.blur(), scrollTo(0, 0)", nil), chromedp.CaptureScreenshot(&picture))
	return picture
}

// small returns a PNG file of 256 colours: the most frequent ones, in steps of 8 levels.
func small(t *testing.T, file []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[color.RGBA]int{}
	bounds := from.Bounds()
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			r, g, b, _ := from.At(x, y).RGBA()
			counts[color.RGBA{step(r), step(g), step(b), 255}]++
		}
	}
	frequent := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range frequent[:min(256, len(frequent))] {
		palette = append(palette, c)
	}
	to := image.NewPaletted(bounds, palette)
	draw.Draw(to, bounds, from, bounds.Min, draw.Src)
	var all bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&all, to); err != nil {
		t.Fatal(err)
	}
	if all.Len() > mostPicture {
		t.Errorf("a picture has %d bytes, more than %d", all.Len(), mostPicture)
	}
	return all.Bytes()
}

// step returns a level of 16 bits as one of 8, in steps of 8 from black to white.
func step(level uint32) byte { return byte((level >> 11) * 255 / 31) }
