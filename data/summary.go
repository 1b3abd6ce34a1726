package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// ClassCount is the number of images that have a label.
type ClassCount struct {
	Label  int    `json:"label"`
	Name   string `json:"name"` // of the class, or the label in digits
	Images int    `json:"images"`
}

// Counts returns the number of images of each label that occurs, by label; nil if the set has no
// labels.
func (s *Set) Counts() []ClassCount {
	images := map[int]int{}
	for _, label := range s.Labels {
		images[label]++
	}
	var counts []ClassCount
	for label, n := range images {
		counts = append(counts, ClassCount{label, s.ClassName(label), n})
	}
	slices.SortFunc(counts, func(a, b ClassCount) int { return a.Label - b.Label })
	return counts
}

// ClassName returns the name of a label, which is its number where it has no other.
func (s *Set) ClassName(label int) string {
	if label >= 0 && label < len(s.ClassNames) {
		return s.ClassNames[label]
	}
	return strconv.Itoa(label)
}

// Statistics are figures of all pixels of a set; zeros if it is empty.
type Statistics struct {
	Low, High float32   // the smallest and the largest pixel, in [0, 1]
	Mean      []float32 // (D), the mean image
	Spread    float64   // standard deviation of a pixel over the images: root mean square over the pixels
}

// Statistics returns the figures, in one pass over the images. Sums are taken in float64.
func (s *Set) Statistics() Statistics {
	d := s.Pixels()
	row, m := make([]float32, d), newMoments(d)
	var all Statistics
	for i := range s.images {
		s.Read(row, i)
		if i == 0 {
			all.Low, all.High = row[0], row[0]
		}
		for _, v := range row {
			all.Low, all.High = min(all.Low, v), max(all.High, v)
		}
		m.add(row)
	}
	all.Mean, all.Spread = m.mean(), m.spread()
	return all
}

// Grey reports whether there is a pixel that is neither 0 nor 1.
func (s *Set) Grey() bool {
	return slices.ContainsFunc(s.images, func(p picture) bool {
		return slices.ContainsFunc(p.bytes, func(v byte) bool { return v != 0 && v != 255 }) ||
			slices.ContainsFunc(p.words, func(v uint16) bool { return v != 0 && v != math.MaxUint16 }) ||
			slices.ContainsFunc(p.floats, func(v float32) bool { return v != 0 && v != 1 })
	})
}

// Fingerprint returns the SHA-256 of the shape and the pixels, in order, in hex.
func (s *Set) Fingerprint() string {
	digest := sha256.New()
	fmt.Fprintf(digest, "%d×%v\n", s.Len(), s.shape)
	var buf []byte
	for _, p := range s.images {
		digest.Write(p.bytes)
		buf = buf[:0]
		for _, v := range p.words {
			buf = binary.LittleEndian.AppendUint16(buf, v)
		}
		for _, v := range p.floats {
			buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
		}
		digest.Write(buf)
	}
	return hex.EncodeToString(digest.Sum(nil))
}
