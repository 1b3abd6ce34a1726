package kernel

import "time"

// Level returns the name of the set of vector instructions in use: generic, avx2 or avx512.
func Level() string { return level.String() }

// PeakFLOPS returns how many floating-point operations per second one core can do at most, counting
// a fused multiply-add as two, or zero if no vector instructions are in use. It takes the best of
// as many rounds as fit into d, since processors take their time to speed up.
func PeakFLOPS(d time.Duration) float64 {
	e := engines[level]
	if e == nil {
		return 0
	}
	const repeats = 10_000
	best := 0.0
	for start := time.Now(); time.Since(start) < d; {
		round := time.Now()
		e.peak(repeats)
		best = max(best, 1/time.Since(round).Seconds())
	}
	return best * repeats * peakAdds * 2 * float64(e.lanes)
}

// peakAdds is how many vectors of multiply-adds an engine's peak does at a time.
const peakAdds = 12
