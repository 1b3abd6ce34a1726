package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vae/data"
)

// csv writes a header row, then a row for each row of the arrays.
func (o output) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	columns := o.columns()
	if err := out.Write(each(len(columns), func(j int) string { return columns[j].name })); err != nil {
		return err
	}
	for i := range o.rows {
		if err := out.Write(each(len(columns), func(j int) string { return columns[j].cell(i) })); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// column is a column of a table.
type column struct {
	name string
	cell func(row int) string
}

// columns returns the columns of a .csv file: those of the main array, and the arrays of one
// dimension.
func (o output) columns() []column {
	var all []column
	for k, a := range o.arrays {
		switch {
		case len(a.Shape) == 1:
			all = append(all, column{a.Name, func(i int) string { return cell(a, i) }})
		case k == o.main:
			width := len(a.Floats) / o.rows
			for j := range width {
				all = append(all, column{o.columnName(j, width), func(i int) string { return cell(a, i*width+j) }})
			}
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
	case a.Floats != nil:
		return strconv.FormatFloat(float64(a.Floats[i]), 'g', -1, 32)
	case a.Texts != nil:
		return harmless(a.Texts[i])
	}
	return strconv.Itoa(a.Ints[i])
}

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
	if parts := texts("part", n, s.Part); len(slices.Compact(slices.Clone(parts.Texts))) > 1 {
		arrays = append(arrays, parts)
	}
	named := func(file string) bool { return file != "" }
	if files := texts("file", n, s.File); slices.ContainsFunc(files.Texts, named) {
		arrays = append(arrays, files)
	}
	if s.Labelled() {
		arrays = append(arrays, ints("label", n, s.Label))
	}
	if s.Labelled() && s.ClassNames != nil {
		arrays = append(arrays, texts("class", n, func(i int) string { return s.ClassName(s.Label(i)) }))
	}
	return arrays
}

// ints returns an array of n whole numbers.
func ints(name string, n int, of func(row int) int) data.Array {
	return data.Array{Name: name, Shape: []int{n}, Ints: each(n, of)}
}

// texts returns an array of n texts.
func texts(name string, n int, of func(row int) string) data.Array {
	return data.Array{Name: name, Shape: []int{n}, Texts: each(n, of)}
}

// each returns the value of each of n rows.
func each[T any](n int, of func(row int) T) []T {
	values := make([]T, n)
	for i := range values {
		values[i] = of(i)
	}
	return values
}
