package truetype

// Point is a corner of a contour.
type Point struct{ X, Y float64 }

// knot is a control point of a contour in font units, y upwards. Curves are quadratic, and pass
// through the knots that are on them and half-way between two that are not.
type knot struct {
	x, y    int
	onCurve bool
}

// flatten returns the corners of a contour. A knot off the curve gives the piece of curve between
// its neighbours, or half-way to those that are off the curve too.
func flatten(contour []knot) []Point {
	const pieces = 6
	at := func(i int) (p Point, onCurve bool) {
		k := contour[(i+len(contour))%len(contour)]
		return Point{float64(k.x), -float64(k.y)}, k.onCurve
	}
	var corners []Point
	for i := range contour {
		p, onCurve := at(i)
		if onCurve {
			corners = append(corners, p)
			continue
		}
		from, fromOn := at(i - 1)
		to, toOn := at(i + 1)
		if !fromOn {
			from = blend(0.5, from, p)
		}
		if !toOn {
			to = blend(0.5, p, to)
		}
		for k := range pieces + 1 {
			t := float64(k) / pieces
			corners = append(corners, blend(t, blend(t, from, p), blend(t, p, to)))
		}
	}
	return corners
}

// blend returns the point at t on the way from a to b.
func blend(t float64, a, b Point) Point {
	return Point{a.X + t*(b.X-a.X), a.Y + t*(b.Y-a.Y)}
}
