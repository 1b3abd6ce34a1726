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

// numbered matches names of columns of pixels such as pixel0, 1x1, x.3 and 17.
var numbered = regexp.MustCompile(`\d$`)

// table describes the columns of a table of images.
type table struct {
	r       *reader
	file    string
	columns []format.Column
	label   int      // index of the column of labels, or -1
	passed  []string // names of columns that are skipped
	edge    bool     // the first or the last column holds labels: see edgeOf
}

// readTable reads the images in a table of text: a row for each image, a column for each pixel and
// at most one column of labels. If columns have names, its name is label, target, y, class or the
// like. Otherwise it exists if there is one column more than an image has pixels.
func (r *reader) readTable(path string) (p pending, err error) {
	lines, err := r.lines(path)
	if err != nil {
		return p, err
	}
	t := &table{r: r, file: path, label: -1}
	err = format.Read(path, r.opts.limit(), func(in *format.Input) error {
		text, err := in.Table(lines, format.Pixels, t.plan)
		if err == nil {
			p, err = t.images(text)
		}
		return err
	})
	if len(t.passed) > 0 {
		r.note("columns passed over: %s", shortened(t.passed))
	}
	return p, err
}

// plan chooses the columns by their names or, if they have none, by their number and the cells of
// the first row.
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
			t.skip(i, name)
		}
	}
	if len(labels) > 0 {
		rank := func(i int) int { r, _ := roleOf(names[i]); return r.rank }
		t.label = slices.MinFunc(labels, func(i, j int) int { return rank(i) - rank(j) })
		t.columns[t.label] = format.Text
	}
	for _, i := range labels {
		if i != t.label {
			t.skip(i, names[i])
		}
	}
	if !slices.Contains(t.columns, format.Number) {
		return nil, t.misfit(0)
	}
	return t.columns, checkOrder(t.file, names, t.columns)
}

func (t *table) skip(column int, name string) {
	t.columns[column] = format.Skip
	t.passed = append(t.passed, fmt.Sprintf("%q", name))
}

// planUnnamed chooses among columns without names.
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

// fits reports whether an image can have that many numbers.
func (t *table) fits(pixels int) bool {
	if size := t.r.opts.Size; size != (Size{}) {
		return size.Height*size.Width == pixels || 3*size.Height*size.Width == pixels // in colour
	}
	side := squareRoot(pixels)
	return side*side == pixels && side > 0
}

// images returns the images and labels in the text.
func (t *table) images(text *format.Table) (p pending, err error) {
	a := text.Numbers
	if a.Bad != "" {
		return p, format.Expected(t.file, "pixels that are finite numbers", a.Bad)
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
	d := a.Shape[1]
	switch open := t.r.opts.Size == (Size{}); {
	case open && !t.fits(d):
		return p, t.misfit(d)
	case open && text.Names != nil: // rows with names are images
		p.layout = layout{a.Shape[0], raster.Grey(squareRoot(d), squareRoot(d)), 1, false}
	default:
		p.layout, err = layoutOf(a.Header, t.r.opts.Size)
	}
	return p, err
}

// misfit returns the error of a table whose columns do not make an image.
func (t *table) misfit(columns int) error {
	fault := format.Expected(t.file,
		"a column for each pixel of a square or of a given size, and at most one of labels", columns)
	var hints []string
	for labels, are := range []string{"", "labels and "} {
		if side := squareRoot((columns - labels) / 3); side > 0 && 3*side*side == columns-labels {
			hints = append(hints, fmt.Sprintf(
				"--size %dx%d if they are %sred, green and blue of the first pixel, then of the next", side, side, are))
		}
	}
	if sizes := sizesOf(columns); sizes != "" {
		hints = append(hints, "--size "+sizes+" if all are pixels")
	}
	return fault.WithHint(strings.Join(hints, "; "))
}

// labels returns the labels in a column of text, or nil if one is missing.
func (t *table) labels(texts []string) *labelling {
	if i := slices.Index(texts, ""); i >= 0 {
		t.r.noLabels(t.file, fmt.Sprintf("none in row %d", i))
		return nil
	}
	return &labelling{names: converted(texts, strings.TrimSpace)}
}

// checkOrder returns an error if the columns z0, z1, … or pixel0, pixel1, … are not in order, as
// after a program sorted their names as texts: pixel10 before pixel2.
func checkOrder(file string, names []string, columns []format.Column) error {
	before, stemBefore, numberBefore := "", "", 0
	for i, name := range names {
		if columns[i] != format.Number {
			continue
		}
		stem := strings.TrimRight(name, "0123456789")
		number, err := strconv.Atoi(name[len(stem):])
		if err != nil {
			continue
		}
		if before != "" && stem == stemBefore && number < numberBefore {
			return format.Expected(file, "columns in the order of their numbers", before+" before "+name)
		}
		before, stemBefore, numberBefore = name, stem, number
	}
	return nil
}
