package ranks

import (
	"math/bits"

	"vae/internal/kernel"
)

// halves reports whether the ranks add up by halves: that takes a power of two of them, with one
// node each.
func (s *Sum) halves() bool {
	return s.world.size >= many && bits.OnesCount(uint(s.world.size)) == 1 && s.most == 1
}

// halve sets x, this rank's node, to the sum of all ranks' nodes, by recursive halving and doubling
// (Thakur, Rabenseifner and Gropp 2005, section 4.4): log₂ R messages each way in place of R − 1.
// First, neighbours exchange halves and add, so that each holds half of their common parent in the
// tree; then the pairs next to each other exchange halves of that; and so on, and back.
func (s *Sum) halve(x []float32) error {
	rank := s.world.rank
	var wholes [][]float32
	for bit := 1; bit < s.world.size; bit *= 2 {
		wholes = append(wholes, x)
		keep, give := x[:len(x)/2], x[len(x)/2:]
		if rank&bit != 0 {
			keep, give = give, keep
		}
		got := s.got[:len(keep)]
		if err := Exchange(s.world, got, give, rank^bit); err != nil {
			return err
		}
		for low := 0; low < len(keep); low += piece {
			high := min(low+piece, len(keep))
			kernel.Accumulate(keep[low:high], got[low:high])
		}
		x = keep
	}
	for bit := s.world.size / 2; bit > 0; bit /= 2 {
		whole := wholes[len(wholes)-1]
		wholes = wholes[:len(wholes)-1]
		other := whole[:len(whole)/2]
		if rank&bit == 0 {
			other = whole[len(whole)/2:]
		}
		if err := Exchange(s.world, other, x, rank^bit); err != nil {
			return err
		}
		x = whole
	}
	return nil
}
