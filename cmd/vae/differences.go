package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vae/train"
)

// flagNames are the names of flags that are not those of the fields of a config.
var flagNames = map[string]string{
	"learning_rate": "lr",
	"schedule":      "lr-schedule",
	"bound":         "objective",
	"samples":       "train-samples",
	"run":           "start-from",
}

// inColumns are the fields of a config that tables of runs have columns for.
var inColumns = []string{"source", "epochs"}

// values are settings by the names of their flags.
type values map[string]any

// byFlag returns settings by the names of their flags, but for those that stand elsewhere.
func byFlag(settings train.Settings, elsewhere []string) values {
	v := values{}
	for name, value := range settings {
		if !slices.Contains(elsewhere, name) {
			v[cmp.Or(flagNames[name], strings.ReplaceAll(name, "_", "-"))] = value
		}
	}
	return v
}

// differing returns the settings of each run in which the runs differ, but for those that stand
// elsewhere, and their names.
func differing(runs []train.Config, elsewhere []string) (settings []values, names []string) {
	for _, run := range train.Differences(runs) {
		v := byFlag(run, elsewhere)
		settings = append(settings, v)
		names = slices.AppendSeq(names, maps.Keys(v))
	}
	slices.Sort(names)
	return settings, slices.Compact(names)
}

// text returns a setting as its flag takes it, a dash if there is none.
func (v values) text(name string) string {
	switch value := v[name].(type) {
	case nil:
		return "–"
	case []any:
		return strings.ReplaceAll(strings.Trim(fmt.Sprint(value), "[]"), " ", ",")
	case map[string]any:
		return fmt.Sprintf("%vx%v", value["height"], value["width"])
	default:
		return fmt.Sprint(value)
	}
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
