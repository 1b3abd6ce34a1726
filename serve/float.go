package serve

import (
	"math"
	"strconv"
	"strings"
)

// parseFloat returns the float32 that is nearest to the number in a text of JSON, as
// strconv.ParseFloat(text, 32) does, but quickly whatever the number is: that takes a hundred times
// as long for 2.5e-230 as for 0.25, and a body can have a million of them.
func parseFloat(text string) (float32, error) {
	if vanishes(text) {
		return 0, nil
	}
	wide, err := strconv.ParseFloat(text, 64)
	narrow := float32(wide)
	switch {
	case err != nil:
		return 0, err
	case math.Abs(wide) >= leastNormal && between(wide) || math.IsInf(float64(narrow), 0):
		exact, err := strconv.ParseFloat(text, 32) // rounding twice may not find the nearest
		return float32(exact), err
	}
	return narrow, nil
}

// leastNormal is the least float32 of full precision.
const leastNormal = 1.0 / (1 << 126)

// between reports whether x lies in the middle of two float32 of full precision.
func between(x float64) bool {
	const more = 52 - 23 // binary digits of a float64
	return math.Float64bits(x)&(1<<more-1) == 1<<(more-1)
}

// vanishes reports whether the exponent in a text is so small that the number rounds to zero.
func vanishes(text string) bool {
	const least = 46 // 10⁻⁴⁶ does
	at := strings.LastIndexAny(text, "eE")
	if at < 0 {
		return false
	}
	exponent, err := strconv.Atoi(text[at+1:])
	return err == nil && exponent < -least-at // there are at most so many digits before the point
}
