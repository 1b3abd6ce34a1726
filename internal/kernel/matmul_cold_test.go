package kernel

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"unsafe"
)

func BenchmarkCold(b *testing.B) {
	shapes := []struct {
		form    form
		m, n, k int
	}{
		{forms[0], 128, 400, 784}, {forms[1], 128, 784, 400}, {forms[2], 784, 400, 128},
		{forms[0], 128, 784, 400}, {forms[1], 128, 400, 784}, {forms[2], 400, 784, 128},
		{forms[0], 128, 512, 784}, {forms[1], 128, 512, 512}, {forms[2], 512, 512, 128},
	}
	for _, s := range shapes {
		b.Run(fmt.Sprintf("%v/%s/%d×%d·%d", level, s.form.name, s.m, s.n, s.k), func(b *testing.B) {
			const sets = 12
			var x, y, dst [sets][]float32
			for i := range sets {
				x[i], y[i], dst[i] = huge(s.m*s.k), huge(s.k*s.n), huge(s.m*s.n)
			}
			i := 0
			benchmarkProduct(b, func() { i = (i + 1) % sets; s.form.run(dst[i], x[0], y[i], s.m, s.n, s.k) }, s.m*s.n*s.k)
		})
	}
}

var arena []float32

func huge(n int) []float32 {
	if os.Getenv("HUGE") == "" {
		return ones(n)
	}
	n = (n + 15) &^ 15
	if len(arena) < n {
		raw := make([]byte, 512<<20)
		off := (2<<20 - int(uintptr(unsafe.Pointer(&raw[0]))%(2<<20))) % (2 << 20)
		raw = raw[off : off+(510<<20)]
		if err := syscall.Madvise(raw, 14); err != nil {
			panic(err)
		}
		arena = unsafe.Slice((*float32)(unsafe.Pointer(&raw[0])), len(raw)/4)
	}
	x := arena[:n:n]
	arena = arena[n:]
	for i := range x {
		x[i] = 1
	}
	return x
}
