package main

import (
	"fmt"
	"math"
	"slices"
)

// printRuns prints a table with a column for each setting or, where the terminal is too narrow for
// it, with the settings below each run.
func printRuns(a *app, lines []runLine, differing []string) {
	table := aligned{
		rows:  [][]string{{"run", "data", "when", "epochs", "−ELBO", "state"}},
		right: []bool{false, false, false, true, true, false},
	}
	for _, l := range lines {
		table.rows = append(table.rows, []string{l.Run, l.Data, l.When.Local().Format("2006-01-02 15:04"),
			fmt.Sprintf("%d/%d", l.Epochs, l.Asked), l.figure(), l.State})
	}
	settings := make([]values, len(lines))
	for i, l := range lines {
		settings[i] = l.Settings
	}
	most := width(a.stdout)
	if !isTerminal(a.stdout) {
		most = math.MaxInt // for programs a line is a run
	}
	printWithSettings(a, table, settings, differing, most)
}

// printWithSettings prints a table with a row for each run below its header, with a column for each
// of the named settings or, if it is then wider than most, with those below each run.
func printWithSettings(a *app, table aligned, settings []values, names []string, most int) {
	wide := aligned{right: append(slices.Clone(table.right), make([]bool, len(names))...)}
	for i, row := range table.rows {
		row = slices.Clone(row)
		for _, name := range names {
			if i == 0 {
				row = append(row, name)
			} else {
				row = append(row, settings[i-1].text(name))
			}
		}
		wide.rows = append(wide.rows, row)
	}
	if wide.fits(most) {
		wide.print(a.stdout)
		return
	}
	const indent = 4
	for i, row := range table.lines() {
		a.printf("%s\n", row)
		var words []string
		for _, name := range names {
			if i > 0 {
				words = append(words, name+"="+settings[i-1].text(name))
			}
		}
		for _, line := range wrapped(words, most-indent) {
			a.printf("%*s%s\n", indent, "", line)
		}
	}
}

// figure returns −ELBO as text.
func (l runLine) figure() string {
	switch l.Of {
	case "validation":
		return decimal(*l.NELBO, 2)
	case "training":
		return "(" + decimal(*l.NELBO, 2) + ")"
	}
	return "–"
}
