package kernel

import "slices"

// A span is some successive windows along an axis that have the same taps inside the image: all
// taps, but for a few windows at the edges.
type span struct {
	first, end int // windows
	low, high  int // taps
}

func (s span) windows() int { return s.end - s.first }
func (s span) taps() int    { return s.high - s.low }

// axis appends the spans along an axis of some pixels to dst.
func (c Conv) axis(dst []span, pixels int) []span {
	for u := range c.windows(pixels) {
		from := u*c.Stride - c.Pad
		low, high := max(0, -from), min(c.Kernel, pixels-from)
		if low >= high {
			low, high = 0, 0
		}
		if last := len(dst) - 1; last >= 0 && dst[last].low == low && dst[last].high == high {
			dst[last].end++
			continue
		}
		dst = append(dst, span{u, u + 1, low, high})
	}
	return dst
}

// A region is the windows of an image in a span of rows and one of columns. They are alike, and
// their columns have no element outside the image.
type region struct {
	*convolution
	rows, cols span
}

// divide sets the regions of an image.
func (j *convolution) divide() {
	j.spans[0], j.spans[1] = j.axis(j.spans[0][:0], j.H), j.axis(j.spans[1][:0], j.W)
	j.regions = j.regions[:0]
	for _, rows := range j.spans[0] {
		for _, cols := range j.spans[1] {
			j.regions = append(j.regions, region{convolution: j, rows: rows, cols: cols})
		}
	}
	slices.SortStableFunc(j.regions, largerFirst)
}

// largerFirst puts the region of most windows first: it brings the images into the cache.
func largerFirst(a, b region) int {
	return b.rows.windows()*b.cols.windows() - a.rows.windows()*a.cols.windows()
}

// run returns the number of elements of a row of taps.
func (r *region) run() int { return r.cols.taps() * r.C }

// size returns the number of elements of a window inside the image.
func (r *region) size() int { return r.rows.taps() * r.run() }

// pieces returns in how many pieces the weights of its taps lie in w, and how many rows of w (taps
// and channels) a piece has: all in one if no column of taps is missing.
func (r *region) pieces() (n, rows int) {
	if r.cols.taps() == r.Kernel || r.size() == 0 {
		return 1, r.size()
	}
	return r.rows.taps(), r.run()
}

// piece returns the first row of w in piece i.
func (r *region) piece(i int) int { return ((r.rows.low+i)*r.Kernel + r.cols.low) * r.C }
