package figure

import (
	"image"
	"image/color"

	"vae/internal/plot"
)

// Key says what the colours and lines of a map mean.
type Key struct {
	Title            string
	Codes            string   // what the codes are of
	Classes          []string // up to MostColours; nil: no labels
	Others           string   // what has none of these colours; "": nothing has
	Prior, Aggregate string   // what their lines are; "": there are none
	Notes            []string // lines below all
}

// The layout of a map, in pixels.
const (
	mapWidth              = 1545
	mapLeft, mapTop       = 85, 110
	mapSide, mapBetween   = 672, 770 // of a panel; from one to the next
	mapKey, mapKeyLine    = mapTop + mapSide + 80, 29
	mapColumns, mapColumn = 5, 134 // of classes
	noteLine              = 24
)

// The lines of p(z) and of q(z).
var (
	priorPen     = pen{color.Gray{0x60}, 1.5, 0}
	aggregatePen = pen{color.Black, 1.8, 5}
)

// plain is the colour of codes without labels, or of other classes than those with a colour.
var plain = color.Gray{0x90}

// classInk returns the colour of a class, or the plain one.
func classInk(class, classes int) color.Color {
	if class < 0 || class >= classes {
		return plain
	}
	return colours[class]
}

// newMap returns a map with a title, room for its panels, and its key, and the box of the left
// panel.
func newMap(key Key) (*plot.Canvas, image.Rectangle) {
	rows := (len(key.Classes) + mapColumns - 1) / mapColumns
	bottom := mapKey + mapKeyLine*max(rows, 2)
	c := plot.New(mapWidth, bottom+noteLine*len(key.Notes)+15)
	left(c, mapLeft, 45, titleSize, key.Title)
	left(c, mapLeft, mapTop-20, keySize, key.Codes)
	for i, name := range key.Classes {
		x, y := mapLeft+i%mapColumns*mapColumn, mapKey+i/mapColumns*mapKeyLine
		c.Dots(colours[i], 6, plot.Point{X: float64(x + 6), Y: float64(y - 5)})
		left(c, x+20, y, fitting(keySize, name, mapColumn-30), name)
	}
	x, y := mapLeft+mapBetween, mapKey
	if len(key.Classes) == 0 {
		x = mapLeft
	}
	for _, line := range []struct {
		pen
		name string
	}{{priorPen, key.Prior}, {aggregatePen, key.Aggregate}} {
		if line.name != "" {
			swatch(c, x, y, 40, line.pen)
			left(c, x+52, y, keySize, line.name)
			y += mapKeyLine
		}
	}
	if key.Others != "" {
		c.Dots(plain, 6, plot.Point{X: mapLeft + mapBetween + 420, Y: mapKey - 5})
		left(c, mapLeft+mapBetween+434, mapKey, keySize, key.Others)
	}
	for i, line := range key.Notes {
		note(c, mapLeft, bottom+noteLine*i, line)
	}
	return c, image.Rect(mapLeft, mapTop, mapLeft+mapSide, mapTop+mapSide)
}

// nameAxes writes the names of the axes of a panel, beside their ends.
func nameAxes(c *plot.Canvas, box image.Rectangle, x, y string) {
	right(c, box.Max.X, box.Max.Y+44, smallSize, x)
	if y != "" {
		right(c, box.Max.X, box.Min.Y-20, smallSize, y+" ↑")
	}
}
