package format

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Column is the use of a column of a table.
type Column int

// The uses of columns.
const (
	Skip   Column = iota
	Number        // in Table.Numbers
	Text          // in Table.Numbers.Texts
)

// Table is the content of a text file in rows and columns.
type Table struct {
	Names   []string // of the columns, nil if the first row holds no names
	Numbers *Array   // rows × columns of numbers
}

// Table reads at most that many lines of rows of text, to the end. The first row holds names if
// none of its cells is a number, or if they are 0, 1, 2, … as pandas names columns. plan returns
// the use of each column, given the names, if any, and the cells of the first other row. At most
// one column holds texts.
func (in *Input) Table(lines int, use Use, plan func(names, cells []string) ([]Column, error)) (*Table, error) {
	r := in.rows()
	cells, err := r.next()
	t := &Table{}
	if err == nil && isHeader(cells) {
		for _, name := range cells {
			t.Names = append(t.Names, strings.Clone(strings.TrimSpace(name)))
		}
		cells, err = r.next()
	}
	if err == io.EOF {
		return nil, Expected(in.file, "rows of numbers", "none")
	}
	if err != nil {
		return nil, err
	}
	columns, err := plan(t.Names, cells)
	if err != nil {
		return nil, err
	}
	h := Header{File: in.file, Type: "numbers of text", element: element{Kind: Signed, size: 8}}
	t.Numbers = &Array{Header: h, Low: math.Inf(1), High: math.Inf(-1), Whole: true}
	c := &reading{Table: t, collector: newCollector(t.Numbers, lines*len(cells), 0, use), columns: columns}
	c.texts = map[string]string{}
	for ; err == nil && t.Numbers.Bad == ""; cells, err = r.next() {
		if err := c.addRow(cells); err != nil {
			return nil, err
		}
		if err := in.claim(0, c.Size(), "numbers"); err != nil {
			return nil, err
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	t.Numbers.Shape = []int{c.row, c.numbers}
	return t, nil
}

// isHeader reports whether a first row holds names.
func isHeader(cells []string) bool {
	return !slices.ContainsFunc(cells, IsNumber) || counts(cells)
}

// counts reports whether the numbers among the cells are 0, 1, 2, … Fewer than ten are taken for
// values, unless they follow an empty cell.
func counts(cells []string) bool {
	var n int
	for _, cell := range cells {
		if IsNumber(cell) {
			if strings.TrimSpace(cell) != strconv.Itoa(n) {
				return false
			}
			n++
		}
	}
	return n >= 10 || cells[0] == ""
}

// IsNumber reports whether a cell holds a number.
func IsNumber(cell string) bool {
	_, err := parse(cell)
	return err == nil
}

// parse returns the number in a cell, ±Inf if it is too large.
func parse(cell string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, err
	}
	return v, nil
}

// reading is a table that is being read.
type reading struct {
	*Table
	*collector
	columns []Column
	row     int // rows read so far
	numbers int // in a row
}

func (c *reading) addRow(cells []string) error {
	c.numbers = 0
	for i, cell := range cells {
		switch c.columns[i] {
		case Number:
			c.numbers++
			if err := c.addCell(cell, i); err != nil {
				return err
			}
		case Text:
			c.addText(strings.TrimSpace(cell))
		}
	}
	c.row++
	return nil
}

// addCell adds the number in a cell of column i.
func (c *reading) addCell(cell string, i int) error {
	if v, err := strconv.Atoi(strings.TrimSpace(cell)); err == nil && c.Kind == Signed {
		c.addInt(v)
		return nil
	}
	v, err := parse(cell)
	if err != nil {
		fault := Expected(c.File, "a number in "+c.place(i), quoted(cell))
		if strings.Count(cell, ",") == 1 && IsNumber(strings.Replace(cell, ",", ".", 1)) {
			fault.Hint = "decimal fractions are read with a point, as 0.5"
		}
		return fault
	}
	if c.Kind == Signed {
		c.toFloats()
	}
	if c.use == Codes {
		v = float64(float32(v)) // as stored
	}
	if v-v != 0 && c.Bad == "" {
		c.Bad = fmt.Sprintf("%g in %s", v, c.place(i))
	}
	c.addFloat(v)
	return nil
}

// place names the cell of column i in the current row.
func (c *reading) place(i int) string {
	if c.Names == nil {
		return fmt.Sprintf("row %d, column %d", c.row, i)
	}
	return fmt.Sprintf("row %d, column %s", c.row, quoted(c.Names[i]))
}

// toFloats converts the whole numbers so far to floats, as all others will be.
func (c *collector) toFloats() {
	c.Kind, c.Type = Float, "numbers with fractions of text"
	switch c.store {
	case inBytes:
		c.Floats, c.store = widened[float32](c.Bytes), inFloats
	case inWords:
		c.Floats, c.store = widened[float32](c.Words), inFloats
	}
	c.Bytes, c.Words = nil, nil
}

// Size returns the memory of the elements, in bytes.
func (a *Array) Size() int64 {
	return int64(cap(a.Bytes) + 2*cap(a.Words) + 8*cap(a.Ints) + 4*cap(a.Floats) + 16*cap(a.Texts))
}
