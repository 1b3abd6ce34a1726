package dist_test

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// mixed is a mixture with codes.
type mixed struct {
	name                    string
	rows, components, width int
	params, z               []float32
	choice                  []float32 // (…, K)
	logRatio                float64   // logarithm of the largest ratio of two probabilities in a row of choice
}

// mix returns a mixture whose means and log-variances are scattered about offset and logVar. Four
// of five codes are draws from its components, the fifth is one from N(0, I).
func mix(name string, rows, components, width int, offset, scatter, logVar, scatterLogVar float32) mixed {
	m := mixed{name, rows, components, width, nntest.Normal(1, components*2*width), nntest.Normal(2, rows*width),
		slices.Repeat([]float32{1 / float32(components)}, components), 0}
	for i, v := range m.params {
		m.params[i] = offset + scatter*v
		if i/width%2 == 1 {
			m.params[i] = logVar + scatterLogVar*v
		}
	}
	for i, eps := range m.z {
		if k := i / width % components; i/width%5 != 0 {
			mean, logVar := m.params[2*k*width+i%width], m.params[(2*k+1)*width+i%width]
			m.z[i] = mean + float32(math.Exp(0.5*float64(logVar)))*eps
		}
	}
	return m
}

// mixtures returns mixtures at the start of training and later, some of them so narrow and so far
// from the origin that z² − 2zμ + μ² has no correct digit in float32.
func mixtures(rows, components, width int) []mixed {
	return []mixed{
		mix("scattered", rows, components, width, 0, 1, 0, 0),
		mix("alike", rows, components, width, 0, 0.01, 0, 0.01),
		mix("equal", rows, components, width, 1, 0, -1, 0),
		mix("learnt", rows, components, width, 0, 1.5, -2, 1),
		mix("far", rows, components, width, 30, 1, -1, 0.5),
		mix("narrow", rows, components, width, 10, 1, -13.8, 0.5), // σ = 1e-3
		mix("near and narrow", rows, components, width, 10, 1e-3, -13.8, 0.1),
		mix("of all widths", rows, components, width, 0, 3, -5, 4),
		mix("single", rows, 1, width, 3, 1, -1, 1),
	}
}

// terms returns log N(z; μ_k, diag σ_k²) of a row and component, and its derivatives with respect
// to μ and log σ², in float64.
func (m mixed) terms(r, k int) (logProb float64, dMean, dLogVar []float64) {
	params := m.params[2*k*m.width:][:2*m.width]
	for j, z := range m.z[r*m.width:][:m.width] {
		x, logVar := float64(z)-float64(params[j]), float64(params[m.width+j])
		precision := math.Exp(-logVar)
		logProb -= 0.5 * (x*x*precision + logVar + math.Log(2*math.Pi))
		dMean, dLogVar = append(dMean, x*precision), append(dLogVar, 0.5*(x*x*precision-1))
	}
	return logProb, dMean, dLogVar
}

// loops returns the log-density of each row, and the derivatives of Σ d ⊙ log p with respect to
// params and codes, in float64.
func (m mixed) loops(d []float32) (logProb, dParams, dz []float64) {
	logProb, dParams, dz = make([]float64, m.rows), make([]float64, len(m.params)), make([]float64, len(m.z))
	for r := range m.rows {
		choice := m.choice[r*(len(m.choice)/m.components)/m.rows*m.components:]
		highest, sum, logs := math.Inf(-1), 0.0, make([]float64, m.components)
		for k := range logs {
			logs[k], _, _ = m.terms(r, k)
			logs[k] += math.Log(float64(choice[k]))
			highest = max(highest, logs[k])
		}
		for _, l := range logs {
			sum += math.Exp(l - highest)
		}
		logProb[r] = highest + math.Log(sum)
		for k, l := range logs {
			weight := float64(d[r]) * math.Exp(l-logProb[r])
			_, dMean, dLogVar := m.terms(r, k)
			for j := range m.width {
				dParams[2*k*m.width+j] += weight * dMean[j]
				dParams[(2*k+1)*m.width+j] += weight * dLogVar[j]
				dz[r*m.width+j] -= weight * dMean[j]
			}
		}
	}
	return logProb, dParams, dz
}

// run returns what the operation computes, and a function that does it again.
func (m mixed) run(d []float32) (logProb, dParams, dz []float32, again func()) {
	op := dist.NewLogMixture()
	shapes := []nn.Shape{{m.components, 2 * m.width}, {m.rows, m.width}, {len(m.choice) / m.components, m.components}}
	if _, err := op.Shape(shapes); err != nil {
		panic(err)
	}
	logProb, dParams, dz = make([]float32, m.rows), make([]float32, len(m.params)), make([]float32, len(m.z))
	in, dIn := [][]float32{m.params, m.z, m.choice}, [][]float32{dParams, dz, nil}
	again = func() {
		op.Forward(logProb, in)
		op.Backward(dIn, d, logProb, in)
	}
	again()
	return logProb, dParams, dz, again
}

// check compares with loops. A float32 errs by 6e-8 of its size, and as much is allowed for the
// components that are not computed again, and for log w. The derivatives are sums of as many
// numbers in float32 as there are rows or components, of both signs: 1e-5 of the largest is
// allowed.
func (m mixed) check(t *testing.T) {
	t.Helper()
	d := nntest.Normal(3, m.rows)
	logProb, dParams, dz, _ := m.run(d)
	wantLogProb, wantParams, wantCodes := m.loops(d)
	for r, want := range wantLogProb {
		if got := float64(logProb[r]); !(math.Abs(got-want) <= 1.2e-7*max(1, math.Abs(want))+6e-8*m.logRatio) {
			t.Errorf("row %d: %.9g, want %.9g", r, got, want)
		}
	}
	compare := func(what string, got []float32, want []float64) {
		largest := max(slices.Max(want), -slices.Min(want))
		for i, w := range want {
			if !(math.Abs(float64(got[i])-w) <= 1e-5*largest) {
				t.Errorf("derivative by %s %d: %g, want %g; the largest is %g", what, i, got[i], w, largest)
			}
		}
	}
	compare("param", dParams, wantParams)
	compare("code", dz, wantCodes)
}

func TestMixture_logProbMatchesLoops(t *testing.T) {
	for _, size := range [][3]int{{128, 100, 20}, {10, 7, 3}, {30, 2, 1}} {
		for _, m := range mixtures(size[0], size[1], size[2]) {
			t.Run(m.name, m.check)
		}
	}
}

// TestMixture_logProbBeyondFloat32: the squares of these codes are infinite in float32.
func TestMixture_logProbBeyondFloat32(t *testing.T) {
	m := mix("", 4, 5, 2, 0, 1, 3, 1)
	m.params[2*m.width] = 3e18
	for i := range m.z {
		m.z[i] = 2e19
	}
	logProb, _, _, _ := m.run(nntest.Normal(3, m.rows))
	want, _, _ := m.loops(make([]float32, m.rows))
	for r, got := range logProb {
		if !(math.Abs(float64(got)-want[r]) <= -1.2e-7*want[r]) {
			t.Errorf("row %d: %g, want %g", r, got, want[r])
		}
	}
	m.z[0] = float32(math.NaN())
	if logProb, _, _, _ = m.run(nntest.Normal(3, m.rows)); logProb[0] == logProb[0] {
		t.Errorf("log-density %g of NaN", logProb[0])
	}
}

func TestMixture_sameOnAnyCores(t *testing.T) {
	for _, m := range mixtures(300, 120, 30) {
		d := nntest.Normal(3, m.rows)
		logProb, dParams, dz, _ := m.run(d)
		before := runtime.GOMAXPROCS(1)
		logProb1, dParams1, dz1, _ := m.run(d)
		runtime.GOMAXPROCS(before)
		if !slices.Equal(logProb, logProb1) || !slices.Equal(dParams, dParams1) || !slices.Equal(dz, dz1) {
			t.Errorf("%s: one core gives other numbers", m.name)
		}
	}
}

// raceDetector reports whether the tests run under it.
var raceDetector bool

func TestMixture_doesNotAllocate(t *testing.T) {
	if raceDetector {
		t.Skip("it allocates")
	}
	for _, m := range mixtures(50, 40, 10) {
		_, _, _, again := m.run(nntest.Normal(3, m.rows))
		if n := testing.AllocsPerRun(10, again); n != 0 {
			t.Errorf("%s: %g allocations", m.name, n)
		}
	}
}

func BenchmarkMixture(b *testing.B) {
	for _, m := range mixtures(128, 100, 20) {
		b.Run(m.name, func(b *testing.B) {
			_, _, _, again := m.run(nntest.Normal(3, m.rows))
			for b.Loop() {
				again()
			}
		})
	}
}
