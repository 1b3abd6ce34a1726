package kernel

import (
	"fmt"
	"math"
	"runtime"
	"testing"
)

// A convCase is a convolution with random arrays.
type convCase struct {
	Conv
	batch             int
	x, y, w, in, back []float32 // in (Out) and back (C) are biases of Forward and Adjoint
}

// newConvCase draws the arrays of a convolution.
func newConvCase(c Conv, batch int, seed uint64) convCase {
	r := generator(seed)
	return convCase{c, batch, normals(r, batch*c.H*c.W*c.C, 1), normals(r, batch*c.OutH()*c.OutW()*c.Out, 1),
		normals(r, c.size()*c.Out, 1), normals(r, c.Out, 1), normals(r, c.C, 1)}
}

func (c convCase) String() string { return fmt.Sprintf("%+v × %d", c.Conv, c.batch) }

func (c convCase) forward(act Activation) []float32 {
	y := normals(generator(9), len(c.y), 1)
	c.Forward(y, nil, c.x, c.w, c.in, c.batch, act)
	return y
}

func (c convCase) adjoint(act Activation) []float32 {
	x := normals(generator(9), len(c.x), 1)
	c.Adjoint(x, nil, c.y, c.w, c.back, c.batch, act)
	return x
}

func (c convCase) weights() []float32 {
	dw := normals(generator(9), len(c.w), 1)
	c.Weights(dw, c.x, c.y, c.batch)
	return dw
}

// A sum is that of some products in float64, with the sum of their magnitudes and their number.
type sum struct{ value, size, n float64 }

func (s *sum) add(v float64) {
	s.value += v
	s.size += math.Abs(v)
	s.n++
}

// reference computes all three results by the definition, each product x·w·y in its place.
func (c convCase) reference() (y, x, dw []sum) {
	y, x, dw = make([]sum, len(c.y)), make([]sum, len(c.x)), make([]sum, len(c.w))
	for i := range y {
		y[i].add(float64(c.in[i%c.Out]))
	}
	for i := range x {
		x[i].add(float64(c.back[i%c.C]))
	}
	for window := range c.batch * c.OutH() * c.OutW() {
		b, u, v := window/(c.OutH()*c.OutW()), window/c.OutW()%c.OutH(), window%c.OutW()
		for tap := range c.size() {
			i, j, channel := tap/(c.Kernel*c.C), tap/c.C%c.Kernel, tap%c.C
			h, w := u*c.Stride+i-c.Pad, v*c.Stride+j-c.Pad
			if h < 0 || h >= c.H || w < 0 || w >= c.W {
				continue
			}
			at := ((b*c.H+h)*c.W+w)*c.C + channel
			for o := range c.Out {
				out, weight := window*c.Out+o, tap*c.Out+o
				y[out].add(float64(c.x[at]) * float64(c.w[weight]))
				x[at].add(float64(c.y[out]) * float64(c.w[weight]))
				dw[weight].add(float64(c.x[at]) * float64(c.y[out]))
			}
		}
	}
	return y, x, dw
}

// matches checks a result. A sum of n rounded products, in whatever order, errs by at most n + 1
// roundings (2⁻²⁴ each) of the sum of their magnitudes.
func (c convCase) matches(t *testing.T, name string, got []float32, want []sum) {
	t.Helper()
	for i, s := range want {
		if !(math.Abs(float64(got[i])-s.value) <= (s.n+1)*0x1p-24*s.size) {
			t.Fatalf("%s of %v: element %d is %g, want %g", name, c, i, got[i], s.value)
		}
	}
}

// check compares all three results with float64.
func (c convCase) check(t *testing.T) {
	t.Helper()
	y, x, dw := c.reference()
	c.matches(t, "Forward", c.forward(Identity), y)
	c.matches(t, "Adjoint", c.adjoint(Identity), x)
	c.matches(t, "Weights", c.weights(), dw)
}

func TestConv_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		seed := uint64(0)
		for _, size := range [][2]int{{1, 1}, {7, 5}, {2, 9}, {20, 30}} {
			for kernel := 1; kernel <= 5; kernel++ {
				for stride := 1; stride <= 3; stride++ {
					for pad := range 3 {
						seed++
						channels, out, batch := 1+int(seed*7%11), 1+int(seed*5%13), 1+int(seed%3)
						c := Conv{H: size[0], W: size[1], C: channels, Kernel: kernel, Stride: stride, Pad: pad, Out: out}
						newConvCase(c, batch, seed).check(t)
					}
				}
			}
		}
	})
}

// TestConv_matchesFloat64OfAnyChannels has every remainder of a vector, more rows of columns than
// exist at a time, fine sums, and windows without a pixel.
func TestConv_matchesFloat64OfAnyChannels(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		for channels := 1; channels <= 70; channels++ {
			c := Conv{H: 5, W: 4, C: channels, Kernel: 3, Stride: 1, Pad: 1, Out: 1 + channels*29%70}
			c.Fine = channels%2 == 0
			newConvCase(c, 1, uint64(channels)).check(t)
		}
		newConvCase(Conv{H: 28, W: 28, C: 1, Kernel: 4, Stride: 2, Pad: 1, Out: 32}, 33, 1).check(t)
		newConvCase(Conv{H: 33, W: 31, C: 20, Kernel: 3, Stride: 1, Pad: 1, Out: 2, Fine: true}, 9, 2).check(t)
		newConvCase(Conv{H: 14, W: 14, C: 32, Kernel: 4, Stride: 2, Pad: 1, Out: 3}, 17, 3).check(t)
		newConvCase(Conv{H: 3, W: 2, C: 20, Kernel: 2, Stride: 1, Pad: 3, Out: 5}, 3, 4).check(t)
		newConvCase(Conv{H: 2, W: 1, C: 17, Kernel: 1, Stride: 2, Pad: 2, Out: 9}, 2, 5).check(t)
	})
}

// TestConv_adjointHoldsTheInnerProduct checks ⟨w ∗ x, y⟩ = ⟨x, wᵀ ∗ y⟩ = ⟨dw, w⟩. All are the sum
// of the same products, and err by at most 2⁻²⁴ of the products' magnitudes for every addition in
// an element of the result: 5·42 in dw, 97 in y, 41 in x. Two of them differ by less than 320.
func TestConv_adjointHoldsTheInnerProduct(t *testing.T) {
	c := newConvCase(Conv{H: 15, W: 12, C: 6, Kernel: 4, Stride: 2, Pad: 1, Out: 10}, 5, 1)
	clear(c.in)
	clear(c.back)
	atEveryLevel(t, func(t *testing.T) {
		forward, size := inner(c.forward(Identity), c.y)
		adjoint, _ := inner(c.x, c.adjoint(Identity))
		weights, _ := inner(c.weights(), c.w)
		if tolerance := 320 * 0x1p-24 * size; math.Abs(forward-adjoint) > tolerance || math.Abs(forward-weights) > tolerance {
			t.Errorf("⟨w ∗ x, y⟩ = %g, ⟨x, wᵀ ∗ y⟩ = %g, ⟨dw, w⟩ = %g", forward, adjoint, weights)
		}
	})
}

// inner returns the inner product of two arrays, and the sum of its products' magnitudes.
func inner(x, y []float32) (value, size float64) {
	var s sum
	for i, v := range x {
		s.add(float64(v) * float64(y[i]))
	}
	return s.value, s.size
}

func TestConv_appliesActivations(t *testing.T) {
	c := newConvCase(Conv{H: 9, W: 7, C: 3, Kernel: 4, Stride: 2, Pad: 1, Out: 5}, 4, 1)
	atEveryLevel(t, func(t *testing.T) {
		plainY, plainX := c.forward(Identity), c.adjoint(Identity)
		for act := Identity; act <= SiLU; act++ {
			for _, results := range [][2][]float32{{c.forward(act), plainY}, {c.adjoint(act), plainX}} {
				for i, v := range results[1] {
					// The argument is rounded in another order, and no slope exceeds 1.1.
					if want := float64(act.apply(v)); math.Abs(float64(results[0][i])-want) > 1e-5 {
						t.Fatalf("activation %d: element %d is %g, want %g", act, i, results[0][i], want)
					}
				}
			}
		}
	})
}

func TestConv_refusesWrongLengths(t *testing.T) {
	c := newConvCase(Conv{H: 4, W: 4, C: 2, Kernel: 3, Stride: 1, Pad: 1, Out: 3}, 2, 1)
	mustPanic(t, "Forward", func() { c.Forward(c.y[1:], nil, c.x, c.w, c.in, 2, ReLU) })
	mustPanic(t, "Forward", func() { c.Forward(c.y, nil, c.x, c.w, c.in[1:], 2, ReLU) })
	mustPanic(t, "Adjoint", func() { c.Adjoint(c.x[1:], nil, c.y, c.w, c.back, 2, ReLU) })
	mustPanic(t, "Adjoint", func() { c.Adjoint(c.x, nil, c.y, c.w, c.in, 2, ReLU) })
	mustPanic(t, "Weights", func() { c.Weights(c.w[1:], c.x, c.y, 2) })
	mustPanic(t, "Weights", func() { c.Weights(c.w, c.x, c.y, 1) })
}

// TestConv_allocatesNothing counts as TestMatMul_allocatesNothing does.
func TestConv_allocatesNothing(t *testing.T) {
	if raceDetector || level == generic {
		t.Skip("sync.Pool forgets things at random under the race detector, and gonum allocates")
	}
	const runs = 300
	c := newConvCase(Conv{H: 14, W: 14, C: 8, Kernel: 4, Stride: 2, Pad: 1, Out: 16}, 64, 1)
	for name, run := range map[string]func(){
		"Forward": func() { c.Forward(c.y, nil, c.x, c.w, c.in, c.batch, Tanh) },
		"Adjoint": func() { c.Adjoint(c.x, nil, c.y, c.w, nil, c.batch, Identity) },
		"Weights": func() { c.Weights(c.w, c.x, c.y, c.batch) },
	} {
		for range 10 { // let both cores have what they keep
			run()
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range runs {
			run()
		}
		runtime.ReadMemStats(&after)
		if got := after.Mallocs - before.Mallocs; got > runs/10 {
			t.Errorf("%s: %d allocations in %d runs", name, got, runs)
		}
	}
}

func FuzzConv(f *testing.F) {
	f.Add(uint8(7), uint8(5), uint8(3), uint8(4), uint8(2), uint8(1), uint8(9), uint8(2), uint64(0))
	f.Fuzz(func(t *testing.T, h, w, channels, kernel, stride, pad, out, batch uint8, seed uint64) {
		c := Conv{H: 1 + int(h%24), W: 1 + int(w%24), C: 1 + int(channels%20), Kernel: 1 + int(kernel%5),
			Stride: 1 + int(stride%4), Pad: int(pad % 4), Out: 1 + int(out%20)}
		atEveryLevel(t, func(t *testing.T) { newConvCase(c, int(batch%6), seed).check(t) })
	})
}
