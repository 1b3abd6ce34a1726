package latent

import "math"

// Contours returns the lines within which there are as many of the points (n·2) as a normal
// distribution has within one, two and three standard deviations, some for each of the three.
func Contours(points []float32) (all [][][]Point) {
	density := NewDensity(points)
	for _, share := range Sigmas {
		all = append(all, density.Contour(density.Level(share)))
	}
	return all
}

// StandardContours returns the lines on the plane at one, two and three standard deviations of N(0,
// I): circles, or of codes of one dimension what is left of them.
func (p Plane) StandardContours() (all [][][]Point) {
	const corners = 180
	middle := p.Project(make([]float32, len(p.Mean)))
	for k := range Sigmas {
		circle := make([]Point, corners+1)
		for i := range circle {
			sin, cos := math.Sincos(2 * math.Pi * float64(i%corners) / corners)
			radius := float64(k + 1)
			circle[i] = Point{float64(middle[0]) + radius*cos, float64(middle[1]) + radius*sin*length(p.Y)}
		}
		all = append(all, [][]Point{circle})
	}
	return all
}

// length returns the Euclidean norm.
func length(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}

// Point is a place on a plane.
type Point [2]float64

// corner is a point of the grid of cells' middles, and edge a side of a square between four of
// them: from a corner to the right, or upwards.
type corner struct{ column, row int }

type edge struct {
	corner
	upwards bool
}

// Contour returns the lines along which the density has a height. Closed ones end where they begin.
// They are the marching squares of Lorensen & Cline 1987 in two dimensions, with saddles cut so that
// high ground is apart.
func (d *Density) Contour(height float64) [][]Point {
	next := map[edge]edge{} // with high ground on the left
	for row := range cells - 1 {
		for column := range cells - 1 {
			for _, s := range d.cuts(corner{column, row}, height) {
				next[s[0]] = s[1]
			}
		}
	}
	var lines [][]Point
	for row := range cells {
		for column := range cells {
			for _, upwards := range []bool{false, true} {
				if line := d.follow(next, edge{corner{column, row}, upwards}, height); line != nil {
					lines = append(lines, line)
				}
			}
		}
	}
	return lines
}

// cuts returns where the line enters and leaves the square above and to the right of a corner.
func (d *Density) cuts(c corner, height float64) (cuts [][2]edge) {
	around := [4]corner{c, {c.column + 1, c.row}, {c.column + 1, c.row + 1}, {c.column, c.row + 1}}
	sides := [4]edge{{c, false}, {around[1], true}, {around[3], false}, {c, true}} // between a corner and the one after it
	for i, from := range around {
		if !(d.at(from) >= height) || d.at(around[(i+3)%4]) >= height {
			continue // not the first of some high corners
		}
		last := i
		for d.at(around[(last+1)%4]) >= height {
			last++
			if last %= 4; last == i {
				break
			}
		}
		cuts = append(cuts, [2]edge{sides[last], sides[(i+3)%4]})
	}
	return cuts
}

// follow returns the line that begins on an edge, and takes its pieces out of next; nil if there is
// none.
func (d *Density) follow(next map[edge]edge, from edge, height float64) (line []Point) {
	for at := from; ; {
		to, ok := next[at]
		if !ok {
			return line
		}
		if line == nil {
			line = append(line, d.crossing(at, height))
		}
		delete(next, at)
		line = append(line, d.crossing(to, height))
		at = to
	}
}

// crossing returns where on an edge the density has a height.
func (d *Density) crossing(e edge, height float64) Point {
	end := corner{e.column + 1, e.row}
	if e.upwards {
		end = corner{e.column, e.row + 1}
	}
	a, b := d.at(e.corner), d.at(end)
	t := (height - a) / (b - a)
	from, to := d.middle(e.corner), d.middle(end)
	return Point{from[0] + t*(to[0]-from[0]), from[1] + t*(to[1]-from[1])}
}

func (d *Density) at(c corner) float64 { return d.share[c.row*cells+c.column] }

// middle returns the middle of a cell.
func (d *Density) middle(c corner) Point {
	return Point{d.left + (float64(c.column)+0.5)*d.width, d.bottom + (float64(c.row)+0.5)*d.height}
}
