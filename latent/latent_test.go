package latent_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"vae/internal/rng"
	"vae/latent"
)

// draws returns n codes of z dimensions with the given standard deviations.
func draws(n int, deviations ...float64) []float32 {
	codes := make([]float32, n*len(deviations))
	noise := rng.Stream(3, "codes", 0)
	noise.Normal(codes)
	for i := range codes {
		codes[i] = 1 + codes[i]*float32(deviations[i%len(deviations)])
	}
	return codes
}

// TestPCA_matchesGonum compares directions and shares with gonum's, which come from a singular
// value decomposition. Rounding of float64 is far below 1e-9.
func TestPCA_matchesGonum(t *testing.T) {
	const n, z = 500, 4
	codes := draws(n, 1, 3, 0.2, 2)
	wide := make([]float64, len(codes))
	for i, v := range codes {
		wide[i] = float64(v)
	}
	var pc stat.PC
	if !pc.PrincipalComponents(mat.NewDense(n, z, wide), nil) {
		t.Fatal("gonum found no components")
	}
	var vectors mat.Dense
	pc.VectorsTo(&vectors)
	variance := pc.VarsTo(nil)
	p := latent.PCA(codes, z)
	for k, direction := range [][]float64{p.X, p.Y} {
		cosine := mat.Dot(vectors.ColView(k), mat.NewVecDense(z, direction))
		if math.Abs(math.Abs(cosine)-1) > 1e-9 {
			t.Errorf("direction %d: cosine %g with gonum's", k, cosine)
		}
		if want := variance[k] / (variance[0] + variance[1] + variance[2] + variance[3]); math.Abs(p.Share[k]-want) > 1e-9 {
			t.Errorf("direction %d: share %g, want %g", k, p.Share[k], want)
		}
		if slices.Max(direction) < -slices.Min(direction) {
			t.Errorf("direction %d is the wrong way round: %v", k, direction)
		}
	}
}

// TestPlane_liftAndProject: the coordinates of a lifted code are those that it was lifted from.
func TestPlane_liftAndProject(t *testing.T) {
	codes := draws(100, 1, 2, 3)
	for _, p := range []latent.Plane{latent.PCA(codes, 3), latent.Dimensions(codes, 3, 2, 0)} {
		at := p.Project(p.Lift(0.5, -2))
		if math.Abs(float64(at[0])-0.5) > 1e-5 || math.Abs(float64(at[1])+2) > 1e-5 {
			t.Errorf("back at %v", at)
		}
	}
}

func TestPCA_ofOneDimension(t *testing.T) {
	p := latent.PCA([]float32{1, 2, 6}, 1)
	if p.Y[0] != 0 || p.X[0] != 1 || p.Share != [2]float64{1, 0} {
		t.Errorf("%+v", p)
	}
	if at := p.Project([]float32{5}); at[0] != 2 || at[1] != 0 {
		t.Errorf("5 is at %v", at)
	}
}

func TestOrder(t *testing.T) {
	if got := latent.Order([]float64{1, 3, 3, 2}); !slices.Equal(got, []int{1, 2, 3, 0}) {
		t.Error(got)
	}
}

// TestInformation_ofNormalCodes: of means with variance v and posteriors with variance s, I is
// ½ log (1 + v/s). The sample's variance of 20,000 is off by 1 %, which is 0.005 nats.
func TestInformation_ofNormalCodes(t *testing.T) {
	mean := draws(20000, 2, 0)
	logVar := make([]float32, len(mean))
	for i := range logVar {
		logVar[i] = float32(math.Log(0.25))
	}
	got := latent.Information(mean, logVar, 2)
	if want := 0.5 * math.Log(1+4/0.25); math.Abs(got[0]-want) > 0.02 || math.Abs(got[1]) > 1e-6 {
		t.Errorf("%v, want %g and 0", got, want)
	}
}

// TestAggregate_isTheMeanDensity computes q(z) of two posteriors by hand.
func TestAggregate_isTheMeanDensity(t *testing.T) {
	a := latent.NewAggregate([]float32{0, 3}, []float32{0, float32(math.Log(4))}, 1, 1)
	want := math.Log(0.5*math.Exp(-0.5)/math.Sqrt(2*math.Pi) + 0.5*math.Exp(-0.5)/math.Sqrt(8*math.Pi))
	if got := a.LogProb([]float32{1}); math.Abs(got-want) > 1e-6 {
		t.Errorf("log q(1) = %g, want %g", got, want)
	}
}

// TestAggregate_usual: far away nothing was encoded; the middle of all is as usual as can be.
func TestAggregate_usual(t *testing.T) {
	mean := draws(400, 1, 1)
	a := latent.NewAggregate(mean, make([]float32, len(mean)), 2, 1)
	if far, middle := a.Usual([]float32{30, 1}), a.Usual([]float32{1, 1}); far != 0 || middle < 0.9 {
		t.Errorf("far %g, middle %g", far, middle)
	}
}

func TestAggregate_ofOneImage(t *testing.T) {
	one := latent.NewAggregate([]float32{1, 2}, []float32{0, 0}, 2, 1)
	for _, v := range one.Reference() {
		if math.IsInf(v, 0) || math.IsNaN(v) {
			t.Errorf("the usual density is %g", v)
		}
	}
	if at, far := one.Usual([]float32{1, 2}), one.Usual([]float32{40, 2}); at != 1 || far != 0 {
		t.Errorf("q(z) is larger than at %g of the codes in its middle, at %g of them far away; want 1, 0", at, far)
	}
}

func TestNearest(t *testing.T) {
	codes := []float32{0, 0, 3, 0, 0, 1, 5, 5}
	if got := latent.Nearest(codes, []float32{0, 2}, 3); !slices.Equal(got, []int{2, 0, 1}) {
		t.Error(got)
	}
	if got := latent.Nearest(codes, []float32{0, 2}, 9); len(got) != 4 {
		t.Error(got)
	}
}

// TestDensity_contoursOfANormal: the contours of 20,000 normal points are ellipses around their
// mean, wider than one, two and three deviations by the kernel, √(1 + n^(−1/3)), and off by a few
// percent for the points' noise; nine in ten points of a line are tried, as the outermost wobbles.
func TestDensity_contoursOfANormal(t *testing.T) {
	points := draws(20000, 2, 0.5)
	d := latent.NewDensity(points)
	wider := math.Sqrt(1 + math.Pow(20000, -1.0/3))
	for k, share := range latent.Sigmas {
		lines := d.Contour(d.Level(share))
		longest := slices.MaxFunc(lines, func(a, b []latent.Point) int { return len(a) - len(b) })
		if longest[0] != longest[len(longest)-1] {
			t.Errorf("%d: the contour is open", k+1)
		}
		off := 0
		var area float64
		for i, p := range longest {
			radius := math.Hypot((p[0]-1)/2, (p[1]-1)/0.5)
			if want := float64(k+1) * wider; math.Abs(radius-want) > 0.15*want {
				off++
			}
			q := longest[(i+1)%len(longest)]
			area += 0.5 * (p[0]*q[1] - p[1]*q[0])
		}
		if off > len(longest)/10 {
			t.Errorf("%d: %d of %d points are not on the ellipse", k+1, off, len(longest))
		}
		if want := math.Pi * math.Pow(float64(k+1)*wider, 2); math.Abs(area-want) > 0.1*want {
			t.Errorf("%d: area %g, want %g: high ground is on the left", k+1, area, want)
		}
	}
}

// TestDensity_ofOnePlace does not fail where points do not spread.
func TestDensity_ofOnePlace(t *testing.T) {
	d := latent.NewDensity([]float32{2, 3, 2, 3})
	for _, line := range d.Contour(d.Level(0.5)) {
		for _, p := range line {
			if math.Hypot(p[0]-2, p[1]-3) > 1e-4 {
				t.Fatalf("contour at %v", p)
			}
		}
	}
}

// TestPlane_standardContours: N(0, I) on a plane is N(−mean, I), whose contours are circles.
func TestPlane_standardContours(t *testing.T) {
	codes := draws(1000, 1, 2, 3)
	p := latent.PCA(codes, 3)
	middle := p.Project(make([]float32, 3))
	for k, lines := range p.StandardContours() {
		for _, at := range lines[0] {
			if r := math.Hypot(at[0]-float64(middle[0]), at[1]-float64(middle[1])); math.Abs(r-float64(k+1)) > 1e-9 {
				t.Fatalf("%d: radius %g", k+1, r)
			}
		}
	}
	if lines := latent.PCA([]float32{1, 2, 6}, 1).StandardContours(); lines[1][0][45][1] != 0 {
		t.Errorf("codes of one dimension have a contour off their line: %v", lines[1][0][45])
	}
}
