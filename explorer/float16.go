package explorer

import "math"

// toFloat16 returns the bits of the IEEE 754 binary16 number that is nearest to x, ties to even; an
// infinity from 65,520 on.
func toFloat16(x float32) uint16 {
	bits := math.Float32bits(x)
	sign, size := uint16(bits>>16&0x8000), bits&^(1<<31)
	switch {
	case size >= math.Float32bits(65520):
		return sign | 0x7c00
	case size < math.Float32bits(0x1p-14): // a multiple of 2⁻²⁴
		return sign | uint16(math.RoundToEven(0x1p24*float64(math.Float32frombits(size))))
	}
	size += 0xfff + size>>13&1               // half of what is dropped, less where that leads to even
	return sign | uint16((size-112<<23)>>13) // exponents begin at 15 below 0 instead of 127
}

// fromFloat16 returns the finite number with these bits.
func fromFloat16(bits uint16) float32 {
	sign, exponent, fraction := 1-2*float64(bits>>15), int(bits>>10&31), float64(bits&1023)
	if exponent == 0 {
		return float32(sign * math.Ldexp(fraction, -24))
	}
	return float32(sign * math.Ldexp(1024+fraction, exponent-25))
}
