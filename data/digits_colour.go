package data

import (
	"vae/data/internal/format"
	"vae/internal/kernel"
	"vae/internal/rng"
)

// inkContrast is the least difference in luminance between ink and ground, of 1.
const inkContrast = 0.4

// rgb is a colour, red, green and blue from 0 to 1.
type rgb [3]float32

func (c rgb) luminance() float32 { return 0.299*c[0] + 0.587*c[1] + 0.114*c[2] }

// DrawColourDigits returns the images of DrawDigits in ink of one colour on a ground of another,
// each a pure function of seed and i.
func DrawColourDigits(n int, seed uint64) *Set {
	s := DrawDigits(n, seed)
	s.Name, s.shape.C = "digits-colour", 3
	all := s.sections[0].images.(inMemory)
	kernel.Parallel(n, func(i int) {
		ink, ground := drawColours(seed, i)
		mask := all[i].bytes
		pixels := make([]byte, 0, 3*len(mask))
		for _, m := range mask {
			for k := range 3 {
				covered := float32(m) / 255
				pixels = append(pixels, byte(255*(float32(ground[k]*(1-covered))+float32(ink[k]*covered))+0.5))
			}
		}
		all[i].bytes = pixels
	})
	return s
}

// pendingOf returns a part whose images are those of a set of bytes.
func pendingOf(part string, s *Set) pending {
	bytes := make([]byte, 0, s.Len()*s.Pixels())
	for b := range s.blocks() {
		bytes = append(bytes, b.bytes...)
	}
	return pending{
		part:   part,
		images: format.NewBytes(s.Name, bytes, s.Len(), s.shape.H, s.shape.W, s.shape.C),
		layout: layout{n: s.Len(), shape: s.shape, channels: s.shape.C},
		labels: &labelling{numbers: s.Labels()},
	}
}

// drawColours returns those of image i: the first pair of the stream that can be told apart.
func drawColours(seed uint64, i int) (ink, ground rgb) {
	stream := rng.Stream(seed, "digits colours", uint64(i))
	for {
		stream.Uniform(ink[:])
		stream.Uniform(ground[:])
		if d := ink.luminance() - ground.luminance(); d >= inkContrast || d <= -inkContrast {
			return ink, ground
		}
	}
}
