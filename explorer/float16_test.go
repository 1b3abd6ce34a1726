package explorer

import (
	"math"
	"slices"
	"testing"

	"vae"
)

// TestFloat16_values compares with IEEE 754-2019, table 3.5 and clause 3.4.
func TestFloat16_values(t *testing.T) {
	for bits, want := range map[uint16]float32{
		0: 0, 1: 0x1p-24, 0x03ff: 1023 * 0x1p-24, 0x0400: 0x1p-14, 0x3555: 1365 * 0x1p-12, 0x3c00: 1,
		0x3c01: 1 + 0x1p-10, 0x4248: 3.140625, 0x7bff: 65504, 0xc000: -2, 0x8001: -0x1p-24,
	} {
		if got := fromFloat16(bits); got != want {
			t.Errorf("%#04x is %g, want %g", bits, got, want)
		}
	}
}

// TestFloat16_rounding goes through all positive finite numbers and those half way to the next:
// each is itself, a half goes to the even neighbour, and what is beside a half to the nearer one.
func TestFloat16_rounding(t *testing.T) {
	const infinity = 0x7c00
	check := func(x float32, want uint16) {
		t.Helper()
		if got, negative := toFloat16(x), toFloat16(-x); got != want || negative != want|0x8000 {
			t.Fatalf("%g becomes %#04x, %g becomes %#04x, want %#04x and its negative", x, got, -x, negative, want)
		}
	}
	for bits := uint16(0); bits < infinity; bits++ {
		x, next := fromFloat16(bits), float32(65536)
		if bits+1 < infinity {
			next = fromFloat16(bits + 1)
		}
		half := x + (next-x)/2
		check(x, bits)
		check(half, bits+bits&1)
		check(math.Nextafter32(half, 0), bits)
		check(math.Nextafter32(half, next), bits+1)
	}
	check(math.MaxFloat32, infinity)
}

// TestPage_readsFloat16 checks that the page reads every finite number as fromFloat16 does: as the
// weights of one layer, which a code of one passes on.
func TestPage_readsFloat16(t *testing.T) {
	var want []float32
	n := Network{Latent: 1, Format: formatFloat16, Likelihood: likelihood{Name: "gaussian-per-pixel"}}
	for bits := range uint16(math.MaxUint16) {
		if bits&0x7c00 != 0x7c00 {
			n.Weights, want = append(n.Weights, byte(bits), byte(bits>>8)), append(want, fromFloat16(bits))
		}
	}
	width := len(want)
	n.Weights = append(n.Weights, make([]byte, 2*width)...)
	n.Image, n.Encoder, n.Decoder = []int{1, width, 1}, []layer{}, []layer{{
		Name: "decoder", Kind: "dense", Inputs: []string{"codes"}, Activation: "identity",
		In: []int{1}, Out: []int{width}, Weights: [][]int{{1, width}, {width}},
	}}
	got := runPage(t, []pageCase{newPageCase(n, vae.Input{Codes: []float32{1}})})[0]
	if got.Error != "" || !slices.Equal(got.Images, want) {
		t.Errorf("%d of %d numbers, error %q", len(got.Images), len(want), got.Error)
	}
}
