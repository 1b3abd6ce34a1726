// Package rng derives independent random streams from one seed.
//
// Every shuffle, noise vector, binarisation and initial weight of the program is a pure function of
// (seed, purpose, index), so that any step of a run can be replayed alone and checkpoints hold no
// generator states.
//
// The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011): a block cipher applied to a counter.
package rng

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"vae/internal/kernel"
)

// Source is a stream of random numbers. It is a value: a copy continues independently from the same
// place. It implements math/rand/v2's Source.
type Source struct {
	key   [2]uint32
	index uint64    // which stream under the key
	block uint64    // next block of four words
	words [4]uint32 // the current block
	left  int       // words of the current block not yet returned
}

// Stream returns the stream of (seed, purpose, index). Streams that differ in any of the three are
// statistically independent.
func Stream(seed uint64, purpose string, index uint64) Source {
	text := make([]byte, 8, 64)
	binary.LittleEndian.PutUint64(text, seed)
	sum := sha256.Sum256(append(text, purpose...))
	key := [2]uint32{binary.LittleEndian.Uint32(sum[0:]), binary.LittleEndian.Uint32(sum[4:])}
	return Source{key: key, index: index}
}

// Uint64 returns the next 64 random bits, two words with the first in the lower half.
func (s *Source) Uint64() uint64 {
	if s.left == 0 {
		s.words = kernel.Philox(s.key, s.index, s.block)
		s.block++
		s.left = 4
	}
	w := s.words[4-s.left:]
	s.left -= 2
	return uint64(w[0]) | uint64(w[1])<<32
}

// Perm sets dst to a random permutation of 0, …, len(dst)−1: Fisher & Yates 1938, in place from the
// last element on, as in Knuth, The Art of Computer Programming, section 3.4.2, algorithm P. Runs
// can be repeated only as long as it stays the same.
func (s *Source) Perm(dst []int) {
	for i := range dst {
		dst[i] = i
	}
	for i := len(dst) - 1; i > 0; i-- {
		j := s.below(uint64(i) + 1)
		dst[i], dst[j] = dst[j], dst[i]
	}
}

// below returns a draw from the uniform distribution on 0, …, n−1: Lemire 2019, "Fast random
// integer generation in an interval", arXiv:1805.10941, algorithm 5. The few draws that would make
// some results more likely than others are rejected.
func (s *Source) below(n uint64) uint64 {
	high, low := bits.Mul64(s.Uint64(), n)
	if low < n {
		for bound := -n % n; low < bound; {
			high, low = bits.Mul64(s.Uint64(), n)
		}
	}
	return high
}

// Uniform fills dst with draws from the uniform distribution on [0, 1): multiples of 2⁻²⁴, so that
// 1 is never reached in float32.
//
// Uniform and Normal begin with a new block of four words and drop the rest of their last one. So a
// slice can be filled at once or in pieces, if every piece but the last has a multiple of four
// elements.
func (s *Source) Uniform(dst []float32) {
	kernel.Uniform(dst, s.key, s.index, s.take(len(dst)))
}

// Normal fills dst with draws from the standard normal distribution.
func (s *Source) Normal(dst []float32) {
	kernel.Normal(dst, s.key, s.index, s.take(len(dst)))
}

// Skip passes over the next n numbers of Uniform or Normal, a multiple of four.
func (s *Source) Skip(n uint64) {
	s.block += n / 4
	s.left = 0
}

// take skips the blocks that hold the next n words and returns the first.
func (s *Source) take(n int) uint64 {
	first := s.block
	s.block += uint64(n+3) / 4
	s.left = 0
	return first
}
