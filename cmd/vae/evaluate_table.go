package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"vae/evaluate"
)

// row is a figure of each of several runs.
type row struct {
	name    string
	entries []entry
}

// entry is a figure with its errors, or another text.
type entry struct{ mean, standardError, monteCarlo string }

// estimated returns a row of one figure with so many digits after the point.
func estimated(name string, v evaluate.Estimate, digits int) row {
	return row{name, []entry{{mean: decimal(v.Mean, digits), standardError: spread(v.StandardError, digits)}}}
}

// drawn returns a row of one figure with its Monte Carlo error.
func drawn(name string, v evaluate.Estimate, monteCarlo evaluate.Spread) row {
	r := estimated(name, v, 3)
	r.entries[0].monteCarlo = spread(monteCarlo, 3)
	return r
}

// count returns a row of one number without errors.
func count(name, format string, args ...any) row {
	return row{name, []entry{{mean: fmt.Sprintf(format, args...)}}}
}

// printOne prints a table with a column for each kind of error.
func printOne(a *app, title string, rows []row) {
	header := row{title, []entry{{"mean", "± s.e.", "± m.c."}}}
	for _, r := range append([]row{header}, rows...) {
		c := r.entries[0]
		line := fmt.Sprintf("%-*s%12s%12s%12s", nameWidth, r.name, c.mean, c.standardError, c.monteCarlo)
		a.printf("%s\n", strings.TrimRight(line, " "))
	}
	a.printf("\n")
}

// The columns of a table of several runs.
const (
	nameWidth   = 30
	figureWidth = 18
)

// fitSideBySide reports whether the terminal is wide enough for a column for each of n runs.
func fitSideBySide(a *app, n int) bool { return nameWidth+n*figureWidth <= width(a.stdout) }

// printSeveral prints a table with a column for each run or, where these do not fit, with a row for
// each.
func printSeveral(a *app, title string, runs []string, rows []row) {
	if !fitSideBySide(a, len(runs)) {
		a.printf("%s\n", title)
		printAcross(a, runs, rows)
		a.printf("\n")
		return
	}
	header := row{name: title}
	for _, name := range runs {
		header.entries = append(header.entries, entry{mean: name})
	}
	width := columnWidth(rows)
	for _, r := range append([]row{header}, rows...) {
		a.printf("%-*s", nameWidth, r.name)
		for _, c := range r.entries {
			a.printf("%*s", width, c)
		}
		a.printf("\n")
	}
	a.printf("\n")
}

// columnWidth returns the width of a column of figures, which is larger than usual for long ones.
func columnWidth(rows []row) int {
	widest := figureWidth
	for _, r := range rows {
		for _, c := range r.entries {
			widest = max(widest, utf8.RuneCountInString(c.String())+2)
		}
	}
	return widest
}

func (c entry) String() string {
	switch {
	case c.standardError == "":
		return c.mean
	case c.standardError == unknown && c.monteCarlo != "":
		return c.mean + " ± " + c.monteCarlo
	}
	return c.mean + " ± " + c.standardError
}

// decimal writes a number with a real minus sign.
func decimal(v float64, digits int) string {
	return strings.Replace(fmt.Sprintf("%.*f", digits, v), "-", "−", 1)
}

// unknown stands for a figure that is not known.
const unknown = "–"

// spread writes a standard error, and a dash for one that is not known.
func spread(s evaluate.Spread, digits int) string {
	if math.IsNaN(float64(s)) {
		return unknown
	}
	return decimal(float64(s), digits)
}

// sideBySide returns rows with an entry for each run, a dash where a run does not have the figure.
// All have the same protocol.
func sideBySide(all []*evaluation, of func(*evaluation) []row) (rows []row) {
	for i, e := range all {
		last := -1
		for _, r := range of(e) {
			at := slices.IndexFunc(rows, func(other row) bool { return other.name == r.name })
			if at < 0 {
				at = last + 1
				rows = slices.Insert(rows, at, row{r.name, slices.Repeat([]entry{{mean: unknown}}, i)})
			}
			rows[at].entries = append(rows[at].entries, r.entries...)
			last = at
		}
		for k, r := range rows {
			if len(r.entries) == i {
				rows[k].entries = append(r.entries, entry{mean: unknown})
			}
		}
	}
	return rows
}
