package explorer_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"vae"
	"vae/latent"
)

// scatter is that of a run's codes, computed beside the page.
type scatter struct {
	*tab
	latent.Plane
	frame  box
	points []float32 // (N·2)
	scale  float64   // pixels per unit
	x, y   float64   // of the middle
}

func newScatter(p *tab, r *run) *scatter {
	p.Helper()
	codes, err := r.model.Encode(vae.Input{Images: pixels(r.images)})
	if err != nil {
		p.Fatal(err)
	}
	s := &scatter{tab: p, frame: p.boxOf(plane), Plane: latent.PCA(codes.Mean, codes.Latent)}
	s.points = s.Project(codes.Mean)
	var low, high [2]float64
	for axis := range 2 {
		low[axis], high[axis] = math.Inf(1), math.Inf(-1)
		for i := axis; i < len(s.points); i += 2 {
			low[axis] = min(low[axis], float64(s.points[i]))
			high[axis] = max(high[axis], float64(s.points[i]))
		}
	}
	s.scale = 0.92 * min(s.frame.Width/(high[0]-low[0]), s.frame.Height/(high[1]-low[1]))
	s.x, s.y = (low[0]+high[0])/2, (low[1]+high[1])/2
	return s
}

// place returns where image i is.
func (s *scatter) place(i int) place {
	x, y := float64(s.points[2*i]), float64(s.points[2*i+1])
	return place{s.frame.X + s.frame.Width/2 + (x-s.x)*s.scale, s.frame.Y + s.frame.Height/2 - (y-s.y)*s.scale}
}

// lonely returns the image whose point is farthest from all others.
func (s *scatter) lonely() (loneliest int) {
	var farthest float64
	for i := range len(s.points) / 2 {
		near := math.Inf(1)
		for j := range len(s.points) / 2 {
			if i != j {
				dx, dy := s.points[2*i]-s.points[2*j], s.points[2*i+1]-s.points[2*j+1]
				near = min(near, math.Hypot(float64(dx), float64(dy)))
			}
		}
		if near > farthest {
			farthest, loneliest = near, i
		}
	}
	return loneliest
}

// checkCursor checks the code at the cursor, and where the page says that it is, by a place in the
// window.
func (s *scatter) checkCursor(at place) {
	s.Helper()
	want := [2]float64{s.x + (at.x-s.frame.X-s.frame.Width/2)/s.scale, s.y - (at.y-s.frame.Y-s.frame.Height/2)/s.scale}
	code := s.Project(s.sent("decode"))
	said := s.cursor()
	for axis := range 2 {
		if math.Abs(said[axis]-want[axis]) > 0.006 || math.Abs(float64(code[axis])-want[axis]) > 1e-3 {
			s.Errorf("the cursor is said to be at %.2f, its code at %.3f, want %.3f", said, code, want)
		}
	}
}

var coordinates = regexp.MustCompile(`cursor at (\S+), (\S+)\. `)

// cursor returns where the page says that the cursor is.
func (p *tab) cursor() (at [2]float64) {
	p.Helper()
	found := coordinates.FindStringSubmatch(value[string](p, one(plane)+".ariaLabel"))
	for axis := range at {
		at[axis], _ = strconv.ParseFloat(strings.ReplaceAll(found[axis+1], "−", "-"), 64)
	}
	return at
}

// planeMean returns the mean of the codes, where the plane has its origin.
func (p *tab) planeMean(r *run) []float64 {
	p.Helper()
	codes, err := r.model.Encode(vae.Input{Images: pixels(r.images)})
	if err != nil {
		p.Fatal(err)
	}
	return latent.Mean(codes.Mean, codes.Latent)
}
