package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"vae/data"
)

// csv writes a header row, then a row for each row of the arrays.
func (o output) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	columns := o.columns()
	record := make([]string, len(columns))
	for j, c := range columns {
		record[j] = c.name
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for i := range o.rows {
		for j, c := range columns {
			record[j] = c.cell(i)
		}
		if err := out.Write(record); err != nil {
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

// columns returns the columns of a .csv file: those of the main array, and the arrays
// of one dimension.
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
	case o.height > 0:
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
		return a.Texts[i]
	}
	return strconv.Itoa(a.Ints[i])
}

// labelled returns the arrays followed by one of the labels, unless these are nil.
func labelled(arrays []data.Array, labels []int) []data.Array {
	if labels == nil {
		return arrays
	}
	return append(arrays, data.Array{Name: "label", Shape: []int{len(labels)}, Ints: labels})
}
