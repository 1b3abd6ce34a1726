package main

import (
	"fmt"
	"math"
	"strings"

	"vae/evaluate"
)

// row is a figure of each of several runs.
type row struct {
	name    string
	entries []entry
}

// entry is a figure with its errors, or a text.
type entry struct {
	evaluate.Estimate
	monteCarlo *evaluate.Spread // nil: there is none
	digits     int              // after the point
	text       string
}

// printCard prints the figures of one run, or of several side by side, and how they were taken.
func printCard(a *app, all []*evaluation) {
	for i, e := range all {
		a.printf("%s%s, step %d\n", prefix(all, i), e.Checkpoint, e.Step)
	}
	a.printf("%v\n\n", all[0].subject.images)
	title := all[0].Unit + " per image"
	switch {
	case len(all) == 1:
		printOne(a, title, rows(all))
	case !fitSideBySide(a, len(all)):
		printRunRows(a, title, all)
	default:
		printSeveral(a, title, letters(len(all)), rows(all))
	}
	if len(all) > 1 {
		printSeveral(a, "more than a, image by image", letters(len(all))[1:], differences(all[1:]))
	}
	printAnnealed(a, all)
	if fitSideBySide(a, len(all)) {
		for i, e := range all {
			e.printDimensions(a, prefix(all, i))
		}
		a.printf("\n")
	}
	all[0].printProtocol(a, fitSideBySide(a, len(all)))
}

// letters returns the names of n runs: a, b, c, …, z, aa, ab, …
func letters(n int) (names []string) {
	for i := range n {
		name := string(rune('a' + i%26))
		if i >= 26 {
			name = names[i/26-1] + name
		}
		names = append(names, name)
	}
	return names
}

// prefix returns what stands before a line that is about run i: its letter, if there are others.
func prefix(all []*evaluation, i int) string {
	if len(all) == 1 {
		return ""
	}
	return letters(len(all))[i] + "  "
}

// printOne prints a table with a column for each kind of error.
func printOne(a *app, title string, rows []row) {
	a.printf("%-28s%12s%12s%12s\n", title, "mean", "± s.e.", "± m.c.")
	for _, r := range rows {
		c := r.entries[0]
		monteCarlo := ""
		if c.monteCarlo != nil {
			monteCarlo = spread(*c.monteCarlo, c.digits)
		}
		if c.text != "" {
			a.printf("%-28s%12s\n", r.name, c.text)
			continue
		}
		line := fmt.Sprintf("%-28s%12s%12s%12s", r.name, decimal(c.Mean, c.digits), spread(c.StandardError, c.digits), monteCarlo)
		a.printf("%s\n", strings.TrimRight(line, " "))
	}
	a.printf("\n")
}

// The columns of a table of several runs.
const (
	nameWidth   = 28
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
	a.printf("%-*s", nameWidth, title)
	for _, name := range runs {
		a.printf("%*s", figureWidth, name)
	}
	a.printf("\n")
	for _, r := range rows {
		a.printf("%-*s", nameWidth, r.name)
		for _, c := range r.entries {
			a.printf("%*s", figureWidth, c)
		}
		a.printf("\n")
	}
	a.printf("\n")
}

// String returns the entry as text, with the standard error of a figure.
func (c entry) String() string {
	if c.text != "" {
		return c.text
	}
	return decimal(c.Mean, c.digits) + " ± " + spread(c.StandardError, c.digits)
}

// decimal writes a number with a real minus sign.
func decimal(v float64, digits int) string {
	return strings.Replace(fmt.Sprintf("%.*f", digits, v), "-", "−", 1)
}

// spread writes a standard error, and a dash for one that is not known.
func spread(s evaluate.Spread, digits int) string {
	if math.IsNaN(float64(s)) {
		return "–"
	}
	return decimal(float64(s), digits)
}

// rows returns the figures of all runs, which have the same protocol.
func rows(all []*evaluation) []row {
	var rows []row
	for k, e := range all {
		for i, r := range e.rows() {
			if k == 0 {
				rows = append(rows, r)
			} else {
				rows[i].entries = append(rows[i].entries, r.entries...)
			}
		}
	}
	return rows
}

// rows returns the figures of the run.
func (e *evaluation) rows() []row {
	figure := func(name string, v evaluate.Estimate) row { return row{name, []entry{{Estimate: v, digits: 3}}} }
	drawn := func(name string, v evaluate.Drawn) row {
		r := figure(name, evaluate.Estimate{Mean: v.Mean, StandardError: evaluate.Spread(math.NaN())})
		r.entries[0].monteCarlo = &v.MonteCarlo
		return r
	}
	rows := []row{
		figure("−ELBO", e.NELBO),
		figure("  recon", e.Recon),
		figure("  KL", e.KL),
		drawn("    I(x; z)", e.Information.Mutual),
		drawn("    KL(q(z) ‖ p(z))", e.Information.Aggregate),
	}
	for _, l := range e.Importance {
		r := figure(fmt.Sprintf("−log p(x), K = %d", l.Draws), l.Estimate)
		r.entries[0].monteCarlo = &l.MonteCarlo
		rows = append(rows, r)
	}
	if e.Protocol.Samples > 1 { // with one draw it is nothing but noise
		rows = append(rows, figure("gap, KL(q(z|x) ‖ p(z|x))", e.Gap))
	}
	if c := e.Effective; c != nil {
		rows = append(rows,
			row{fmt.Sprintf("effective draws, of %d", e.Protocol.Samples), []entry{{text: decimal(c.Mean, 1)}}},
			row{"  of the worst image", []entry{{text: decimal(c.Worst, 1)}}})
	}
	if b := e.BitsPerPixel; b != nil {
		rows = append(rows,
			row{"−ELBO, bits per pixel", []entry{{Estimate: b.NELBO, digits: 4}}},
			row{"−log p(x), bits per pixel", []entry{{Estimate: b.Importance, digits: 4}}})
	}
	rows = append(rows, row{"active units", []entry{{text: fmt.Sprintf("%d of %d", e.ActiveUnits, len(e.Dimensions))}}})
	if c := e.Classification; c != nil {
		rows = append(rows,
			row{"nearest neighbour, % right", []entry{percent(c.Nearest)}},
			row{"linear classifier, % right", []entry{percent(c.Linear)}})
	}
	return rows
}

// percent returns a share as a figure in percent.
func percent(share evaluate.Estimate) entry {
	return entry{Estimate: evaluate.Estimate{Mean: 100 * share.Mean, StandardError: 100 * share.StandardError}, digits: 2}
}

// differences returns how much more runs have than the first of all.
func differences(others []*evaluation) []row {
	rows := []row{{name: "−ELBO"}, {name: "  recon"}, {name: "  KL"}, {name: fmt.Sprintf("−log p(x), K = %d", others[0].Protocol.Samples)}}
	for _, e := range others {
		d := e.Difference
		for i, v := range []evaluate.Estimate{d.NELBO, d.Recon, d.KL, d.Importance} {
			rows[i].entries = append(rows[i].entries, entry{Estimate: v, digits: 3})
		}
	}
	return rows
}

// maxDimensions is the number of dimensions that are printed; JSON has all.
const maxDimensions = 60

// printDimensions prints the divergences of the dimensions, 12 a line.
func (e *evaluation) printDimensions(a *app, prefix string) {
	if math.IsNaN(float64(e.Dimensions[0].KL)) {
		return // the KL is no sum over them
	}
	a.printf("%sKL of each dimension, the largest first", prefix)
	for i, d := range e.Dimensions {
		if i == maxDimensions {
			a.printf("\n  and %d more", len(e.Dimensions)-i)
			break
		}
		if i%12 == 0 {
			a.printf("\n")
		}
		a.printf("%6.2f", d.KL)
	}
	a.printf("\n")
}
