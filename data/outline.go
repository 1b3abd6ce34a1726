package data

import "math"

// outline is the shape of a digit, centred at the origin and of height 1, y downwards.
type outline struct{ contours [][]vertex }

// vertex is a corner of a contour. Moving all vertices by t·(outX, outY) makes strokes
// heavier by t on each side.
type vertex struct{ x, y, outX, outY float64 }

// newOutline returns the outline of a glyph, its curves as chains of straight lines.
func newOutline(glyph [][]knot) *outline {
	o := &outline{}
	for _, contour := range glyph {
		o.contours = append(o.contours, flatten(contour))
	}
	o.normalize()
	for i, contour := range o.contours {
		o.contours[i] = withNormals(distinct(contour))
	}
	return o
}

// flatten returns the corners of a contour. Every knot off the curve stands for the
// piece of curve between its two neighbours, or half-way to those that are off as well.
func flatten(contour []knot) []vertex {
	const pieces = 6
	at := func(i int) (p vertex, onCurve bool) {
		k := contour[(i+len(contour))%len(contour)]
		return vertex{x: float64(k.x), y: -float64(k.y)}, k.onCurve
	}
	var corners []vertex
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
func blend(t float64, a, b vertex) vertex {
	return vertex{x: a.x + t*(b.x-a.x), y: a.y + t*(b.y-a.y)}
}

// normalize scales the outline to height 1 and puts its middle at the origin.
func (o *outline) normalize() {
	low, high := o.contours[0][0], o.contours[0][0]
	for _, contour := range o.contours {
		for _, p := range contour {
			low.x, low.y = min(low.x, p.x), min(low.y, p.y)
			high.x, high.y = max(high.x, p.x), max(high.y, p.y)
		}
	}
	middle, height := blend(0.5, low, high), high.y-low.y
	for _, contour := range o.contours {
		for i, p := range contour {
			contour[i] = vertex{x: (p.x - middle.x) / height, y: (p.y - middle.y) / height}
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

// withNormals sets the direction in which each vertex moves when strokes grow: along
// the bisector of its edges, as far as keeps both edges parallel, but not over √6.
// TrueType contours run clockwise around ink, so that out of it is to their left.
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

// unit returns (x, y) scaled to length 1.
func unit(x, y float64) (float64, float64) {
	length := math.Hypot(x, y)
	return x / length, y / length
}
