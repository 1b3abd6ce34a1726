package data

import (
	"fmt"

	"vae/data/internal/format"
)

// takeEdge removes the first or the last column of an array of numbers and returns it as labels.
func (t *table) takeEdge(a *format.Array) (*labelling, error) {
	n, columns := a.Shape[0], a.Shape[1]
	if a.Bytes == nil && a.Words == nil && a.Floats == nil {
		_, err := scaleOf([]*format.Array{a}) // too large for pixels, or too small
		return nil, err
	}
	column := func(k int) []float64 {
		numbers := make([]float64, n)
		for i := range numbers {
			switch j := i*columns + k; {
			case a.Bytes != nil:
				numbers[i] = float64(a.Bytes[j])
			case a.Words != nil:
				numbers[i] = float64(a.Words[j])
			default:
				numbers[i] = float64(a.Floats[j])
			}
		}
		return numbers
	}
	numbers, k, name := column(0), 0, "first"
	if last := column(columns - 1); edgeOf(last) > edgeOf(numbers) {
		numbers, k, name = last, columns-1, "last"
	} else if edgeOf(numbers) == 0 {
		return nil, format.Expected(t.file, "columns of pixels and, first or last, one of labels",
			fmt.Sprintf("%d columns, with fractions in the first and the last", columns))
	}
	t.r.note("the %s of %d columns taken for labels, the others for pixels", name, columns)
	a.Bytes = without(a.Bytes, columns, k)
	a.Words = without(a.Words, columns, k)
	a.Floats = without(a.Floats, columns, k)
	a.Shape = []int{n, columns - 1}
	a.Measure()
	return &labelling{numbers: converted(numbers, func(v float64) int { return int(v) })}, nil
}

// edgeOf returns how much a column looks like labels: 0 if it has fractions or negative numbers, 1
// if all numbers are equal, as pixels in the corners of images often are, and 2 otherwise.
func edgeOf(numbers []float64) int {
	look := 1
	for _, v := range numbers {
		if v < 0 || v != float64(int(v)) {
			return 0
		}
		if v != numbers[0] {
			look = 2
		}
	}
	return look
}

// without removes a column of rows that have that many columns, in place.
func without[T any](rows []T, columns, column int) []T {
	if rows == nil {
		return nil
	}
	kept := rows[:0]
	for i, v := range rows {
		if i%columns != column {
			kept = append(kept, v)
		}
	}
	return kept
}
