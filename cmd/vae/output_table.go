package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"vae/data"
)

// csv writes a header row, then a row for each row of the arrays: first the columns before the main
// array, then its own, then those behind it.
func (o output) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	main := o.arrays[o.main]
	width := 1
	for _, d := range main.Shape[1:] {
		width *= d
	}
	columns := o.columns(width)
	if err := out.Write(each(len(columns), func(j int) string { return columns[j].name })); err != nil {
		return err
	}
	at := 0
	for part, err := range main.Parts() {
		if err != nil {
			return err
		}
		for ; len(part) > 0; part = part[width:] {
			if err := out.Write(each(len(columns), func(j int) string { return columns[j].cell(at, part) })); err != nil {
				return err
			}
			at++
		}
	}
	out.Flush()
	return out.Error()
}

// column is a column of a table. A cell is that of a row, of which main is the row of the main array.
type column struct {
	name string
	cell func(row int, main []float32) string
}

// columns returns the columns of a .csv file: those of the main array, which has so many, and the
// arrays of one dimension.
func (o output) columns(width int) []column {
	var all []column
	for k, a := range o.arrays {
		switch {
		case k == o.main && len(a.Shape) > 1:
			for j := range width {
				all = append(all, column{o.columnName(j, width), func(_ int, main []float32) string { return fewestDigits(main[j]) }})
			}
		case k == o.main:
			all = append(all, column{a.Name, func(_ int, main []float32) string { return fewestDigits(main[0]) }})
		case len(a.Shape) == 1:
			all = append(all, column{a.Name, func(i int, _ []float32) string { return cell(a, i) }})
		}
	}
	return all
}

// columnName returns the name of one of the columns of the main array.
func (o output) columnName(j, width int) string {
	switch half := width / 2; {
	case o.shape.H > 0:
		return fmt.Sprintf("pixel%d", j)
	case o.arrays[o.main].Name != "params":
		return fmt.Sprintf("z%d", j)
	case j < half:
		return fmt.Sprintf("mean%d", j)
	default:
		return fmt.Sprintf("logvar%d", j-half)
	}
}

// cell returns an element of an array as text.
func cell(a data.Array, i int) string {
	switch {
	case a.Text != nil:
		return harmless(a.Text(i))
	case a.Int != nil:
		return strconv.Itoa(a.Int(i))
	}
	return fewestDigits(a.Floats[i])
}

// fewestDigits writes a number so that it is read back the same.
func fewestDigits(v float32) string { return strconv.FormatFloat(float64(v), 'g', -1, 32) }

// formulas are the first characters of what spreadsheets take for a formula.
const formulas = "=+-@\t\r\n＝＋－＠"

// harmless returns a text with ' before it if spreadsheets would take it for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection). Invalid UTF-8 is replaced, since
// programs refuse the whole file otherwise.
func harmless(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if first, _ := utf8.DecodeRuneInString(text); !strings.ContainsRune(formulas, first) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// origins returns the arrays that say where the first n images come from, as far as the set knows:
// index in the source; part, if there are several; file; label; and class, the name of the label.
func origins(s *data.Set, n int) []data.Array {
	arrays := []data.Array{ints("index", n, s.Index)}
	if anyOf(n, func(i int) bool { return s.Part(i) != s.Part(0) }) {
		arrays = append(arrays, texts("part", n, s.Part))
	}
	if anyOf(n, func(i int) bool { return s.File(i) != "" }) {
		arrays = append(arrays, texts("file", n, s.File))
	}
	if s.Labelled() {
		arrays = append(arrays, ints("label", n, s.Label))
	}
	if s.Labelled() && s.ClassNames != nil {
		arrays = append(arrays, texts("class", n, func(i int) string { return s.ClassName(s.Label(i)) }))
	}
	return arrays
}

// anyOf reports whether something holds for one of n rows.
func anyOf(n int, holds func(row int) bool) bool {
	for i := range n {
		if holds(i) {
			return true
		}
	}
	return false
}

// ints returns an array of n whole numbers.
func ints(name string, n int, of func(row int) int) data.Array {
	return data.Array{Name: name, Shape: []int{n}, Int: of}
}

// texts returns an array of n texts.
func texts(name string, n int, of func(row int) string) data.Array {
	return data.Array{Name: name, Shape: []int{n}, Text: of}
}

// each returns the value of each of n rows.
func each[T any](n int, of func(row int) T) []T {
	values := make([]T, n)
	for i := range values {
		values[i] = of(i)
	}
	return values
}
