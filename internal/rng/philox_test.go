package rng

import "testing"

// The known answers are those of the authors' Random123 library (kat_vectors,
// philox4x32 with 10 rounds).
func TestPhilox_matchesRandom123(t *testing.T) {
	for _, c := range []struct {
		key          [2]uint32
		index, block uint64
		want         [4]uint32
	}{
		{[2]uint32{0, 0}, 0, 0,
			[4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[2]uint32{0xffffffff, 0xffffffff}, 0xffffffffffffffff, 0xffffffffffffffff,
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[2]uint32{0xa4093822, 0x299f31d0}, 0x0370734413198a2e, 0x85a308d3243f6a88,
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		if got := philox(c.key, c.index, c.block); got != c.want {
			t.Errorf("philox(%08x, %x, %x) = %08x, want %08x", c.key, c.index, c.block, got, c.want)
		}
	}
}
