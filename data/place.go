package data

// Index returns the index of image i in the part of the source that it comes from.
func (s *Set) Index(i int) int {
	_, k := s.in(i)
	return k
}

// Part returns the part of the source that image i comes from: train, validation or test. A source
// without parts is all train.
func (s *Set) Part(i int) string {
	part, _ := s.in(i)
	return partOrder[part.part]
}

// number returns the number of image i, the same in every split and slice and another for every
// image of a source.
func (s *Set) number(i int) uint64 {
	part, k := s.in(i)
	return numberOf(part.part, k)
}

// partSize is how many images of a part have numbers in a row: those of part k begin at k·partSize,
// so that they do not depend on the sizes of the other parts.
const partSize = 1 << 29

// numberOf returns the number of the image with that index in a part. What is beyond partSize
// follows after all parts.
func numberOf(part, index int) uint64 {
	const all = 4 * partSize // more than three parts have
	return uint64(index/partSize*all + part*partSize + index%partSize)
}

// File returns the path of image i, or "" if it has no file of its own.
func (s *Set) File(i int) string {
	file, _ := s.origin(i)
	return file
}

func (s *Set) origin(i int) (file string, resized bool) {
	part, k := s.in(i)
	return part.origin(k)
}

// Resized returns the number of images whose files have another size.
func (s *Set) Resized() int {
	var n int
	for i := range s.n {
		if _, resized := s.origin(i); resized {
			n++
		}
	}
	return n
}
