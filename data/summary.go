package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"vae/internal/fault"
)

// ClassCount is the number of images with a label.
type ClassCount struct {
	Label  int    `json:"label"`
	Name   string `json:"name"` // of the class, or the label in digits
	Images int    `json:"images"`
}

// Counts returns the number of images of each label that occurs, sorted by label, or nil if the set
// has no labels.
func (s *Set) Counts() (counts []ClassCount) {
	if !s.Labelled() {
		return nil
	}
	images := map[int]int{}
	for i := range s.n {
		images[s.Label(i)]++
	}
	for _, label := range slices.Sorted(maps.Keys(images)) {
		counts = append(counts, ClassCount{label, s.ClassName(label), images[label]})
	}
	return counts
}

// ClassName returns the name of a label, its number in digits if it has no name.
func (s *Set) ClassName(label int) string {
	if label >= 0 && label < len(s.ClassNames) {
		return s.ClassNames[label]
	}
	return strconv.Itoa(label)
}

// OfLabel returns the images with a label, in their order. Both sets share the memory of the
// pixels.
func (s *Set) OfLabel(label int) *Set {
	var indices []int
	for i := range s.n {
		if s.Labelled() && s.Label(i) == label {
			indices = append(indices, i)
		}
	}
	return s.pick(indices)
}

// Statistics describe the pixels of a set; they are zero if it is empty.
type Statistics struct {
	Low, High float32   // the smallest and the largest pixel, in [0, 1]
	Mean      []float32 // (D), the mean image
	Spread    float64   // standard deviation over the images: root mean square over the pixels
}

// Statistics returns the statistics, in one pass over the images. Sums are taken in float64. The
// error is that of a file that holds images.
func (s *Set) Statistics() (all Statistics, err error) {
	defer fault.Mark("data", &err)
	row, m := make([]float32, s.Pixels()), newMoments(s.Pixels())
	for b, err := range s.blocks() {
		if err != nil {
			return Statistics{}, err
		}
		for k := range b.n {
			b.image(k).scaled(row)
			if m.rows == 0 {
				all.Low, all.High = row[0], row[0]
			}
			for _, v := range row {
				all.Low, all.High = min(all.Low, v), max(all.High, v)
			}
			m.add(row)
		}
	}
	all.Mean = converted(m.sum, func(sum float64) float32 { return float32(sum / m.n()) })
	all.Spread = m.spread()
	return all, nil
}

// Grey reports whether there is a pixel that is neither 0 nor 1. The error is that of a file that
// holds images.
func (s *Set) Grey() (_ bool, err error) {
	defer fault.Mark("data", &err)
	for b, err := range s.blocks() {
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(b.bytes, func(v byte) bool { return v != 0 && v != math.MaxUint8 }) ||
			slices.ContainsFunc(b.words, func(v uint16) bool { return v != 0 && v != math.MaxUint16 }) ||
			slices.ContainsFunc(b.floats, func(v float32) bool { return v != 0 && v != 1 }) {
			return true, nil
		}
	}
	return false, nil
}

// Fingerprint returns the SHA-256 of the shape and the pixels, in order, in hex. The error is that
// of a file that holds images.
func (s *Set) Fingerprint() (_ string, err error) {
	defer fault.Mark("data", &err)
	if s.fingerprint != "" {
		return s.fingerprint, nil
	}
	digest := sha256.New()
	fmt.Fprintf(digest, "%d×%v\n", s.Len(), s.shape)
	var buf []byte
	for b, err := range s.blocks() {
		if err != nil {
			return "", err
		}
		digest.Write(b.bytes)
		buf = buf[:0]
		for _, v := range b.words {
			buf = binary.LittleEndian.AppendUint16(buf, v)
		}
		for _, v := range b.floats {
			buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
		}
		digest.Write(buf)
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}

// moments are sums over rows of d numbers, in float64.
type moments struct {
	rows         int
	sum, squares []float64 // (d)
}

func newMoments(d int) *moments {
	return &moments{sum: make([]float64, d), squares: make([]float64, d)}
}

func (m *moments) add(row []float32) {
	m.rows++
	for j, v := range row {
		m.sum[j] += float64(v)
		m.squares[j] += float64(v) * float64(v)
	}
}

// n returns the number of rows by which means divide.
func (m *moments) n() float64 { return float64(max(1, m.rows)) }

// spread returns the standard deviation over the rows: the root mean square over the d numbers.
func (m *moments) spread() float64 {
	var variance float64
	for j, sum := range m.sum {
		mean := sum / m.n()
		variance += max(0, m.squares[j]/m.n()-mean*mean)
	}
	return math.Sqrt(variance / float64(len(m.sum)))
}

// Spread returns the standard deviation over images of d pixels, one after the other: the root mean
// square over the pixels.
func Spread(pixels []float32, d int) float64 {
	m := newMoments(d)
	for from := 0; from+d <= len(pixels); from += d {
		m.add(pixels[from : from+d])
	}
	return m.spread()
}
