package kernel

import "testing"

func BenchmarkParallel(b *testing.B) {
	f := func(int) {}
	for b.Loop() {
		Parallel(8, f)
	}
}
