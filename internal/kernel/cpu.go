package kernel

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

// A simd is a set of vector instructions; a larger one includes the smaller.
type simd int

const (
	generic simd = iota // plain Go
	avx2                // 256-bit vectors: AVX2 and FMA
	avx512              // 512-bit vectors with masks: AVX-512 F, BW, DQ and VL
)

// level is what this machine can run. Tests lower it, and so does GODEBUG=cpu.avx512f=off (or
// cpu.avx2=off) in the environment.
var level = detect()

// detect returns the largest set that both processor and operating system support.
func detect() simd {
	x := cpu.X86
	switch {
	case runtime.GOARCH != "amd64" || !x.HasAVX2 || !x.HasFMA:
		return generic
	case x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL:
		return avx512
	default:
		return avx2
	}
}

// Instructions returns a number for the set of vector instructions in use. That of a larger set is
// larger.
func Instructions() byte { return byte(level) }

// Lower makes all that follows use the set with that number, if it is smaller than the one in use.
func Lower(to byte) { level = min(level, simd(to)) }

// String returns the name of the set as printed in reports.
func (s simd) String() string {
	return [...]string{"generic", "avx2", "avx512"}[s]
}
