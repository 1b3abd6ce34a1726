package plot

import (
	"fmt"
	"image/color"
	"strings"
	"sync"

	"golang.org/x/image/font/gofont/goregular"

	"vae/internal/truetype"
)

// Anchor is the part of a text that is at its place.
type Anchor float64

// The anchors.
const (
	Start  Anchor = 0
	Middle Anchor = 0.5
	End    Anchor = 1
)

var font = sync.OnceValue(func() *truetype.Font { return truetype.Parse(goregular.TTF) })

// Width returns the width of a text in pixels. size is in pixels per em.
func Width(size float64, text string) float64 {
	return size / float64(font().UnitsPerEm()) * float64(advance(text))
}

// CanWrite reports whether Text can write all characters of a text.
func CanWrite(text string) bool {
	for _, r := range text {
		if _, err := font().Outline(r); err != nil {
			return false
		}
	}
	return true
}

// Drawable returns the text with a question mark for each character that Text cannot write.
func Drawable(text string) string {
	return strings.Map(func(r rune) rune {
		if CanWrite(string(r)) {
			return r
		}
		return '?'
	}, text)
}

// text is a line of letters, the beginning of its baseline at a place.
type text struct {
	ink  color.Color
	size float64
	at   Point
	line string
}

func (t text) paint(p *painter) {
	scale := t.size / float64(font().UnitsPerEm())
	for _, r := range t.line {
		area{t.ink, glyph(r, scale, t.at)}.paint(p)
		t.at.X += scale * float64(advance(string(r)))
	}
}

// glyph returns the contours of a letter at a place.
func glyph(r rune, scale float64, at Point) [][]Point {
	outline, err := font().Outline(r)
	check(err)
	contours := make([][]Point, len(outline))
	for i, contour := range outline {
		for _, p := range contour {
			contours[i] = append(contours[i], Point{at.X + scale*p.X, at.Y + scale*p.Y})
		}
	}
	return contours
}

// advance returns the width of a text in font units.
func advance(text string) (sum int) {
	for _, r := range text {
		units, err := font().Advance(r)
		check(err)
		sum += units
	}
	return sum
}

// check panics on an error of the font: it is part of the program, and so are the texts, unless
// CanWrite knows them.
func check(err error) {
	if err != nil {
		panic(fmt.Sprintf("plot: font Go Regular: %v", err))
	}
}
