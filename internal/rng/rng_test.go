package rng_test

import (
	"slices"
	"testing"

	"vae/internal/rng"
)

func TestSource_isTheSameInPieces(t *testing.T) {
	for _, fill := range []func(s *rng.Source, dst []float32){(*rng.Source).Uniform, (*rng.Source).Normal} {
		whole, pieces := make([]float32, 1003), make([]float32, 1003)
		a, b := rng.Stream(1, "test", 2), rng.Stream(1, "test", 2)
		fill(&a, whole)
		for rest := pieces; len(rest) > 0; {
			n := min(len(rest), 4*(1+len(rest)%30))
			fill(&b, rest[:n])
			rest = rest[n:]
		}
		if !slices.Equal(whole, pieces) {
			t.Error("a fill in pieces differs from one at once")
		}
		if a.Uint64() != b.Uint64() {
			t.Error("the streams go on differently")
		}
	}
}

func TestSource_uniformIsMadeOfItsWords(t *testing.T) {
	a, b := rng.Stream(1, "test", 2), rng.Stream(1, "test", 2)
	uniform := make([]float32, 100)
	a.Uniform(uniform)
	for i, u := range uniform {
		if want := float32(b.Uint32()>>8) * 0x1p-24; u != want {
			t.Fatalf("draw %d is %g, want %g", i, u, want)
		}
	}
}

func TestStream_differsByEachOfItsNames(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(10) {
		for _, purpose := range []string{"", "noise", "shuffle"} {
			for index := range uint64(10) {
				s := rng.Stream(seed, purpose, index)
				seen[s.Uint64()] = true
			}
		}
	}
	if len(seen) != 300 {
		t.Errorf("%d different streams of 300", len(seen))
	}
}

func TestSource_doesNotAllocate(t *testing.T) {
	s, dst := rng.Stream(1, "test", 2), make([]float32, 100001)
	if n := testing.AllocsPerRun(100, func() { s.Uniform(dst); s.Normal(dst[:2561]) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
