package kernel

import (
	"math"
	"testing"
)

// TestKeptArguments checks that what is kept is the result without activation, and the result the
// activation of that, of layers with frames, with regions and with neither.
func TestKeptArguments(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		for _, layer := range []Conv{
			{H: 9, W: 7, C: 3, Kernel: 4, Stride: 2, Pad: 1, Out: 5},
			{H: 9, W: 7, C: 8, Kernel: 4, Stride: 2, Pad: 1, Out: 5},
			{H: 9, W: 7, C: 8, Kernel: 4, Stride: 1, Pad: 0, Out: 5},
		} {
			c := newConvCase(layer, 4, 1)
			y, x, z := c.forward(SiLU), c.adjoint(SiLU), make([]float32, len(c.y))
			c.Forward(y, z, c.x, c.w, c.in, c.batch, SiLU)
			checkKept(t, y, z, c.forward(Identity))
			z = make([]float32, len(c.x))
			c.Adjoint(x, z, c.y, c.w, c.back, c.batch, SiLU)
			checkKept(t, x, z, c.adjoint(Identity))
		}
		a, b, bias := normals(generator(1), 7*9, 1), normals(generator(2), 9*20, 1), normals(generator(3), 20, 1)
		y, z, want := make([]float32, 7*20), make([]float32, 7*20), make([]float32, 7*20)
		Dense(y, z, a, b, bias, 7, 9, 20, SiLU, false)
		Dense(want, nil, a, b, bias, 7, 9, 20, Identity, false)
		checkKept(t, y, z, want)
	})
}

// checkKept compares what is kept with the result without activation, and y with SiLU of that.
func checkKept(t *testing.T, y, z, want []float32) {
	t.Helper()
	sameBits(t, "what is kept", z, want)
	for i, v := range z {
		want := float64(v) * references[Sigmoid].apply(float64(v))
		if math.Abs(float64(y[i])-want) > 2*precision*math.Abs(want) {
			t.Fatalf("SiLU(%g) = %g, want %g", v, y[i], want)
		}
	}
}

func TestKeptArguments_refuseWrongLengths(t *testing.T) {
	c := newConvCase(Conv{H: 4, W: 4, C: 2, Kernel: 3, Stride: 1, Pad: 1, Out: 3}, 2, 1)
	mustPanic(t, "Forward", func() { c.Forward(c.y, c.y[1:], c.x, c.w, c.in, 2, SiLU) })
	mustPanic(t, "Adjoint", func() { c.Adjoint(c.x, c.x[1:], c.y, c.w, c.back, 2, SiLU) })
	x := make([]float32, 6)
	mustPanic(t, "Dense", func() { Dense(x[:4], x[:3], x[:6], x[:6], x[:2], 2, 3, 2, SiLU, false) })
}
