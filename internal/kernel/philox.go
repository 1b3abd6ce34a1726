package kernel

import "math/bits"

// Philox returns block number block of stream index under key: four words from ten rounds of the
// Philox4x32 bijection (Salmon et al. 2011, section 3.3).
func Philox(key [2]uint32, index, block uint64) [4]uint32 {
	const (
		multiplier0, multiplier1 = 0xD2511F53, 0xCD9E8D57
		weyl0, weyl1             = 0x9E3779B9, 0xBB67AE85 // golden ratio, √3 − 1
	)
	c := [4]uint32{uint32(block), uint32(block >> 32), uint32(index), uint32(index >> 32)}
	for range 10 {
		hi0, lo0 := bits.Mul32(multiplier0, c[0])
		hi1, lo1 := bits.Mul32(multiplier1, c[2])
		c = [4]uint32{hi1 ^ c[1] ^ key[0], lo1, hi0 ^ c[3] ^ key[1], lo0}
		key[0] += weyl0
		key[1] += weyl1
	}
	return c
}
