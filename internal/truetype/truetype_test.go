package truetype_test

import (
	"testing"

	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"vae/internal/truetype"
)

// area returns the area of contours in font units, y downwards: above 0 for ink that is on the
// right of its contour, as in a TrueType font.
func area(contours [][]truetype.Point) (sum float64) {
	for _, contour := range contours {
		for i, p := range contour {
			q := contour[(i+1)%len(contour)]
			sum += (p.X*q.Y - q.X*p.Y) / 2
		}
	}
	return sum
}

// TestOutline_hasInk checks that every character that is drawn somewhere is one that this package
// can read, in the right units: its ink covers 1 % to 60 % of an em.
func TestOutline_hasInk(t *testing.T) {
	font := truetype.Parse(goregular.TTF)
	em := float64(font.UnitsPerEm())
	for _, r := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:()|−+=σμ" {
		contours, err := font.Outline(r)
		if err != nil {
			t.Error(err)
			continue
		}
		if share := area(contours) / (em * em); share < 0.01 || share > 0.6 {
			t.Errorf("%c covers %g of an em", r, share)
		}
	}
}

// TestOutline_holes: an o has one.
func TestOutline_holes(t *testing.T) {
	contours, err := truetype.Parse(goregular.TTF).Outline('o')
	if err != nil || len(contours) != 2 {
		t.Fatalf("%d contours, error %v", len(contours), err)
	}
	if outer, inner := area(contours[:1]), area(contours[1:]); outer*inner >= 0 {
		t.Errorf("areas %g and %g", outer, inner)
	}
}

func TestOutline_spaceAndUnknown(t *testing.T) {
	font := truetype.Parse(goregular.TTF)
	if contours, err := font.Outline(' '); contours != nil || err != nil {
		t.Errorf("a space has %d contours, error %v", len(contours), err)
	}
	for _, read := range []func(rune) error{
		func(r rune) error { _, err := font.Outline(r); return err },
		func(r rune) error { _, err := font.Advance(r); return err },
	} {
		if err := read('☃'); err == nil || err.Error() != "character '☃' is not in the font" {
			t.Errorf("error %v", err)
		}
	}
}

func TestAdvance(t *testing.T) {
	regular, mono := truetype.Parse(goregular.TTF), truetype.Parse(gomono.TTF)
	advance := func(font *truetype.Font, r rune) int {
		units, err := font.Advance(r)
		if err != nil {
			t.Fatal(err)
		}
		return units
	}
	if i, m := advance(regular, 'i'), advance(regular, 'm'); i >= m || m > regular.UnitsPerEm() {
		t.Errorf("i advances by %d, m by %d", i, m)
	}
	for _, r := range "im .σ" {
		if got, want := advance(mono, r), advance(mono, 'a'); got != want || want == 0 {
			t.Errorf("%c advances by %d in a font of one width, a by %d", r, got, want)
		}
	}
}
