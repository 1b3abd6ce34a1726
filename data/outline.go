package data

import (
	"fmt"
	"math"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"

	"vae/internal/truetype"
)

// outline is the contours of a digit, centred at the origin and of height 1, y downwards.
type outline [][]vertex

// vertex is a corner of a contour. Moving all vertices by t·(outX, outY) makes strokes heavier by t
// on each side.
type vertex struct{ x, y, outX, outY float64 }

// newOutline returns the outline of a character with these contours.
func newOutline(character [][]truetype.Point) outline {
	o := make(outline, len(character))
	for i, contour := range character {
		o[i] = converted(contour, func(p truetype.Point) vertex { return vertex{x: p.X, y: p.Y} })
	}
	o.normalize()
	for i, contour := range o {
		o[i] = withNormals(distinct(contour))
	}
	return o
}

// normalize scales the outline to height 1 and puts its middle at the origin.
func (o outline) normalize() {
	low, high := o[0][0], o[0][0]
	for _, contour := range o {
		for _, p := range contour {
			low.x, low.y = min(low.x, p.x), min(low.y, p.y)
			high.x, high.y = max(high.x, p.x), max(high.y, p.y)
		}
	}
	middleX, middleY, height := low.x+0.5*(high.x-low.x), low.y+0.5*(high.y-low.y), high.y-low.y
	for _, contour := range o {
		for i, p := range contour {
			contour[i] = vertex{x: (p.x - middleX) / height, y: (p.y - middleY) / height}
		}
	}
}

// distinct removes vertices that lie on the one before them.
func distinct(contour []vertex) []vertex {
	var kept []vertex
	for i, p := range contour {
		before := contour[(i+len(contour)-1)%len(contour)]
		if math.Hypot(p.x-before.x, p.y-before.y) > 1e-6 {
			kept = append(kept, p)
		}
	}
	return kept
}

// withNormals sets the direction in which each vertex moves when strokes grow: along the bisector
// of its edges, by the length that keeps both edges parallel, at most √6. TrueType contours run
// clockwise around ink.
func withNormals(contour []vertex) []vertex {
	for i, p := range contour {
		before, after := contour[(i+len(contour)-1)%len(contour)], contour[(i+1)%len(contour)]
		inX, inY := unit(p.x-before.x, p.y-before.y)
		onX, onY := unit(after.x-p.x, after.y-p.y)
		sumX, sumY := inY+onY, -(inX + onX) // the sum of the normals of the two edges
		scale := 2 / max(sumX*sumX+sumY*sumY, 2.0/3)
		contour[i].outX, contour[i].outY = scale*sumX, scale*sumY
	}
	return contour
}

func unit(x, y float64) (float64, float64) {
	length := math.Hypot(x, y)
	return x / length, y / length
}

// faces are the fonts of the digits.
var faces = []struct {
	name string
	ttf  []byte
}{
	{"Go Regular", goregular.TTF},
	{"Go Medium", gomedium.TTF},
	{"Go Bold", gobold.TTF},
	{"Go Italic", goitalic.TTF},
	{"Go Bold Italic", gobolditalic.TTF},
	{"Go Mono", gomono.TTF},
	{"Go Mono Bold", gomonobold.TTF},
}

// numerals are drawn for the digits: the letter O, since the zero of the fonts has a slash.
var numerals = []rune("O123456789")

// digitOutlines returns the outlines of the ten digits in each face.
var digitOutlines = sync.OnceValue(func() [][10]outline {
	all := make([][10]outline, len(faces))
	for i, face := range faces {
		font := truetype.Parse(face.ttf)
		for digit := range 10 {
			character, err := font.Outline(numerals[digit])
			if err != nil { // the fonts are part of the program
				panic(fmt.Sprintf("data: font %s: %v", face.name, err))
			}
			all[i][digit] = newOutline(character)
		}
	}
	return all
})
