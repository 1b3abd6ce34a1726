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

// byFlag returns settings by the names of their flags, but for those that stand in columns.
func byFlag(settings train.Settings) values {
	v := values{}
	for name, value := range settings {
		if !slices.Contains(inColumns, name) {
			v[cmp.Or(flagNames[name], strings.ReplaceAll(name, "_", "-"))] = value
		}
	}
	return v
}

// differing returns the settings of each run in which the runs differ, and their names.
func differing(runs []train.Config) (settings []values, names []string) {
	for _, run := range train.Differences(runs) {
		v := byFlag(run)
		settings = append(settings, v)
		names = slices.AppendSeq(names, maps.Keys(v))
	}
	slices.Sort(names)
	return settings, slices.Compact(names)
}

// text returns a setting as it is given to its flag, a dash if it is not there.
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
