package main

import (
	"fmt"
	"slices"
)

// printRuns prints a table with a column for each setting or, where the terminal is too
// narrow for it, with the settings below each run.
func printRuns(a *app, lines []runLine, differing []string) {
	table := aligned{
		rows:  [][]string{{"run", "data", "when", "epochs", "−ELBO", "state"}},
		right: []bool{false, false, false, true, true, false},
	}
	for _, l := range lines {
		table.rows = append(table.rows, []string{l.Run, l.Data, l.When.Local().Format("2006-01-02 15:04"),
			fmt.Sprintf("%d/%d", l.Epochs, l.Asked), l.figure(), l.State})
	}
	wide := aligned{right: append(table.right, make([]bool, len(differing))...)}
	for i, row := range table.rows {
		row = slices.Clone(row)
		for _, name := range differing {
			if i == 0 {
				row = append(row, name)
			} else {
				row = append(row, lines[i-1].Settings.text(name))
			}
		}
		wide.rows = append(wide.rows, row)
	}
	if most := width(a.stdout); !isTerminal(a.stdout) || wide.fits(most) {
		wide.print(a.stdout)
		return
	}
	for i, row := range table.lines() {
		a.printf("%s\n", row)
		if i > 0 {
			lines[i-1].printSettings(a, differing)
		}
	}
}

// printSettings prints the settings of a run on lines of their own.
func (l runLine) printSettings(a *app, names []string) {
	const indent = 4
	var words []string
	for _, name := range names {
		words = append(words, name+"="+l.Settings.text(name))
	}
	for _, line := range wrapped(words, width(a.stdout)-indent) {
		a.printf("%*s%s\n", indent, "", line)
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
