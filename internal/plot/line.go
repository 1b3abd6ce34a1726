package plot

import (
	"image/color"
	"math"
	"slices"
)

// line is a line along points, of dashes unless the gap between them is 0.
type line struct {
	ink              color.Color
	width, dash, gap float64
	points           []Point
}

func (l line) paint(p *painter) {
	if l.gap == 0 {
		area{l.ink, l.edges(l.points)}.paint(p)
		return
	}
	var run []Point
	along := 0.0
	points := l.finely()
	for i, at := range points {
		if i > 0 {
			along += distance(points[i-1], at)
		}
		if math.Mod(along, l.dash+l.gap) < l.dash {
			run = append(run, at)
			continue
		}
		area{l.ink, l.edges(run)}.paint(p)
		run = nil
	}
	area{l.ink, l.edges(run)}.paint(p)
}

// finely returns the points with more between those that are further apart than half a dash:
// dashes begin and end at points.
func (l line) finely() []Point {
	var fine []Point
	for i, at := range l.points {
		if i > 0 && distance(l.points[i-1], at) > 0.5*l.dash {
			from := l.points[i-1]
			pieces := math.Ceil(distance(from, at))
			for k := 1.0; k < pieces; k++ {
				fine = append(fine, Point{from.X + k/pieces*(at.X-from.X), from.Y + k/pieces*(at.Y-from.Y)})
			}
		}
		fine = append(fine, at)
	}
	return fine
}

// edges returns the contours of the line along points: of each piece without a sharp turn, and of a
// disc at each turn.
func (l line) edges(points []Point) (contours [][]Point) {
	from := 0
	for i := range points {
		if i > 0 && i < len(points)-1 && sharp(points[i-1], points[i], points[i+1]) {
			contours = append(contours, l.piece(points[from:i+1]), disc(points[i], 0.5*l.width))
			from = i
		}
	}
	contours = append(contours, l.piece(points[from:]))
	if last := len(points) - 1; last > 1 && points[0] == points[last] && sharp(points[last-1], points[0], points[1]) {
		contours = append(contours, disc(points[0], 0.5*l.width))
	}
	return contours
}

// piece returns the contour of a line that turns gently.
func (l line) piece(points []Point) []Point {
	left, right := make([]Point, len(points)), make([]Point, len(points))
	for i, p := range points {
		x, y := direction(points, i)
		left[i] = Point{p.X + 0.5*l.width*y, p.Y - 0.5*l.width*x}
		right[i] = Point{p.X - 0.5*l.width*y, p.Y + 0.5*l.width*x}
	}
	slices.Reverse(right)
	return append(left, right...)
}

// sharp reports whether the way from a by b to c turns by more than 60°.
func sharp(a, b, c Point) bool {
	cos := ((b.X-a.X)*(c.X-b.X) + (b.Y-a.Y)*(c.Y-b.Y)) / (distance(a, b) * distance(b, c))
	return cos < 0.5 // not if two points are the same
}

func distance(a, b Point) float64 { return math.Hypot(b.X-a.X, b.Y-a.Y) }

// direction returns the unit vector from the point before point i of a line to the one after it.
func direction(points []Point, i int) (x, y float64) {
	last := len(points) - 1
	before, after := max(i-1, 0), min(i+1, last)
	closed := last > 1 && points[0] == points[last] && !sharp(points[last-1], points[0], points[1])
	if closed && (i == 0 || i == last) {
		before, after = last-1, 1
	}
	x, y = points[after].X-points[before].X, points[after].Y-points[before].Y
	length := math.Hypot(x, y)
	if length == 0 {
		return 0, 0
	}
	return x / length, y / length
}
