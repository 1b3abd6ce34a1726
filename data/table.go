package data

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vae/data/internal/format"
	"vae/internal/raster"
)

// numbered are names of columns such as pixel0, 1x1, x.3 and 17: one for each pixel.
var numbered = regexp.MustCompile(`\d$`)

// table says what the columns of a table of images hold: the labels are in the column with that
// index, or in none if it is negative, and what is neither label nor pixel is passed over.
type table struct {
	r       *reader
	file    string
	columns []format.Column
	label   int
	passed  []string // names of the columns that are passed over
	edge    bool     // the first or the last column holds labels: their numbers tell which
}

// readTable reads the images in a table of text: a row for each, a column for each pixel and at
// most one of labels. With names, this is the column label, target, y or class. Without, it is
// there if the columns are one more than make an image, and is the first or the last: see edgeOf.
func (r *reader) readTable(path string) (p pending, err error) {
	lines, err := r.lines(path)
	if err != nil {
		return p, err
	}
	t := &table{r: r, file: path, label: -1}
	err = format.Read(path, r.opts.limit(), nil, nil, func(in *format.Input) error {
		text, err := in.Table(lines, format.Pixels, t.plan)
		if err == nil {
			p, err = t.images(text)
		}
		return err
	})
	if len(t.passed) > 0 {
		r.note("%s: columns passed over: %s", r.name, shortened(t.passed))
	}
	return p, err
}

// plan decides on the columns by their names or, where they have none, by their number and by the
// cells of the first row.
func (t *table) plan(names, cells []string) ([]format.Column, error) {
	t.columns = slices.Repeat([]format.Column{format.Number}, len(cells))
	if names == nil {
		t.planUnnamed(cells)
		return t.columns, nil
	}
	digits := slices.ContainsFunc(names, numbered.MatchString)
	var labels []int
	for i, name := range names {
		switch {
		case isLabel(name):
			labels = append(labels, i)
		case isOther(name), digits && !numbered.MatchString(name):
			t.columns[i] = format.Skip
			t.passed = append(t.passed, fmt.Sprintf("%q", name))
		}
	}
	if len(labels) > 0 {
		t.label = slices.MinFunc(labels, func(i, j int) int { return labelRank(names[i]) - labelRank(names[j]) })
	}
	for _, i := range labels {
		if t.columns[i] = format.Skip; i != t.label {
			t.passed = append(t.passed, fmt.Sprintf("%q", names[i]))
		}
	}
	if t.label >= 0 {
		t.columns[t.label] = format.Text
	}
	if !slices.Contains(t.columns, format.Number) {
		return nil, t.misfit(0)
	}
	return t.columns, checkOrder(t.file, names, t.columns)
}

// labelRank returns the place of a name among those of labels.
func labelRank(name string) int {
	r, _ := roleOf(name) // it is one of labels
	return r.rank
}

// planUnnamed decides on columns without names.
func (t *table) planUnnamed(cells []string) {
	last := len(cells) - 1
	if last > 0 && strings.TrimSpace(cells[last]) == "" { // every row ends in a comma
		t.columns[last] = format.Skip
		cells, last = cells[:last], last-1
	}
	for _, i := range []int{0, last} {
		if !format.IsNumber(cells[i]) && t.label < 0 {
			t.label = i
			t.columns[i] = format.Text
		}
	}
	t.edge = t.label < 0 && !t.fits(len(cells)) && t.fits(last)
}

// fits reports whether that many pixels make an image.
func (t *table) fits(pixels int) bool {
	if size := t.r.opts.Size; size != (Size{}) {
		return size.Height*size.Width == pixels
	}
	side := squareRoot(pixels)
	return side*side == pixels && side > 0
}

// images makes images of what was read.
func (t *table) images(text *format.Table) (p pending, err error) {
	a := text.Numbers
	if a.Bad != "" {
		return p, format.Expected(t.file, -1, "pixels that are finite numbers", a.Bad)
	}
	p.images = a
	if t.label >= 0 {
		p.labels = t.labels(a.Texts)
	}
	if t.edge {
		if p.labels, err = t.takeEdge(a); err != nil {
			return p, err
		}
	}
	p.layout, err = t.layout(a.Header, text.Names != nil)
	return p, err
}

// layout returns the layout of the rows, which are images where they have names.
func (t *table) layout(h format.Header, named bool) (layout, error) {
	d := h.Shape[1]
	if named && t.r.opts.Size == (Size{}) && t.fits(d) {
		return layout{h.Shape[0], raster.Grey(squareRoot(d), squareRoot(d)), 1, false}, nil
	}
	if t.r.opts.Size == (Size{}) && !t.fits(d) {
		return layout{}, t.misfit(d)
	}
	return layoutOf(h, t.r.opts.Size)
}

// misfit is the error of a table whose columns make no image.
func (t *table) misfit(columns int) error {
	fault := format.Expected(t.file, -1, "a column for each pixel of a square or of a given size, and at most one of labels", fmt.Sprint(columns))
	if sizes := sizesOf(columns); sizes != "" {
		fault.Hint = "--size " + sizes + " if all are pixels"
	}
	return fault
}

// labels returns the labels in a column of text, nil if one is missing.
func (t *table) labels(texts []string) *labelling {
	if i := slices.Index(texts, ""); i >= 0 {
		t.r.warn(fmt.Sprintf("labels passed over: %s: none in row %d", t.file, i), "")
		return nil
	}
	return &labelling{names: converted(texts, strings.TrimSpace)}
}

// checkOrder returns an error if columns of numbers whose names count, such as z0 and z1, do not
// stand in that order, as where a program has sorted the names as texts: pixel10 before pixel2.
func checkOrder(file string, names []string, columns []format.Column) error {
	before, stemBefore, numberBefore := "", "", 0
	for i, name := range names {
		if columns[i] != format.Number {
			continue
		}
		stem := strings.TrimRight(name, "0123456789")
		number, err := strconv.Atoi(name[len(stem):])
		if err != nil {
			continue // it does not count
		}
		if before != "" && stem == stemBefore && number < numberBefore {
			return format.Expected(file, -1, "columns in the order of their numbers", fmt.Sprintf("%s before %s", before, name))
		}
		before, stemBefore, numberBefore = name, stem, number
	}
	return nil
}
