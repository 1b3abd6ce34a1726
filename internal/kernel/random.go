package kernel

// Uniform fills dst with draws from the uniform distribution on [0, 1): element i is word i of
// Philox's blocks block, block+1, … of stream index under key, without its lowest 8 bits, times
// 2⁻²⁴.
func Uniform(dst []float32, key [2]uint32, index, block uint64) {
	stream{key: key, index: index, block: block}.fill(dst)
}

// Normal fills dst with draws from the standard normal distribution, by Box and Muller's transform
// (1958) of the same words w: elements 2i and 2i+1 are
//
//	√(−2 log u)·cos t, √(−2 log u)·sin t with u = (w₂ᵢ + ½)/2³², t = 2π·w₂ᵢ₊₁/2³²
//
// with an absolute error of less than 10⁻⁶. The greatest magnitude is 6.77.
func Normal(dst []float32, key [2]uint32, index, block uint64) {
	stream{key: key, index: index, block: block, normal: true}.fill(dst)
}

// A stream is a place in a stream of random numbers, and their distribution.
type stream struct {
	key          [2]uint32
	index, block uint64
	normal       bool
}

// batch is the number of elements that the vector loops make at a time, from batch/4 blocks.
const batch = 32

// fill fills dst, however long.
func (s stream) fill(dst []float32) {
	batches := (len(dst) + batch - 1) / batch
	share(batches, batch, operands{dst: dst, stream: s}, func(o operands, low, high int) {
		s, whole := o.stream, len(o.dst)/batch
		s.draw(o.dst[low*batch:min(high, whole)*batch], low)
		if high > whole {
			var last [batch]float32
			s.draw(last[:], whole)
			copy(o.dst[whole*batch:], last[:])
		}
	})
}

// draw fills dst, a whole number of batches, from batch number first on.
func (s stream) draw(dst []float32, first int) {
	block := s.block + uint64(first*batch/4)
	if s.normal {
		normal(dst, uint64(s.key[0]), uint64(s.key[1]), s.index, block)
	} else {
		uniform(dst, uint64(s.key[0]), uint64(s.key[1]), s.index, block)
	}
}
