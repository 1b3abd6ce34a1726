package main

import (
	"io"
	"slices"
	"strings"
)

// aligned is a table of text whose columns are as wide as they have to be.
type aligned struct {
	rows  [][]string // the first is the header
	right []bool     // of a column: it is aligned on the right
}

// lines returns the rows. Columns are two spaces apart.
func (t aligned) lines() []string {
	widths := make([]int, len(t.right))
	for _, row := range t.rows {
		for j, cell := range row {
			widths[j] = max(widths[j], columns(cell))
		}
	}
	lines := make([]string, len(t.rows))
	for i, row := range t.rows {
		var line strings.Builder
		for j, cell := range row {
			space := strings.Repeat(" ", widths[j]-columns(cell))
			if t.right[j] {
				line.WriteString(space + cell + "  ")
			} else {
				line.WriteString(cell + space + "  ")
			}
		}
		lines[i] = strings.TrimRight(line.String(), " ")
	}
	return lines
}

// fits reports whether no row is wider than a number of columns.
func (t aligned) fits(width int) bool {
	return !slices.ContainsFunc(t.lines(), func(line string) bool { return columns(line) > width })
}

func (t aligned) print(w io.Writer) {
	for _, line := range t.lines() {
		fprintf(w, "%s\n", line)
	}
}

// wrapped returns words in lines of at most so many columns, where they can be.
func wrapped(words []string, width int) (lines []string) {
	for _, word := range words {
		last := len(lines) - 1
		if last >= 0 && columns(lines[last]+" "+word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
