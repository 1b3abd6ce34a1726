package main

import (
	"cmp"
	"encoding/json"
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

// apart are the fields of a config that are no settings, or stand in columns of their own.
var apart = []string{"source", "fingerprint", "height", "width", "sha256", "epochs", "saving", "date", "version", "command"}

// values are settings by the names of their flags.
type values map[string]any

// flatten returns the settings of a run.
func flatten(config train.Config) values {
	settings := values{}
	var tree map[string]any
	if text, err := json.Marshal(config); err != nil || json.Unmarshal(text, &tree) != nil {
		return settings // a config that was read can be written
	}
	var visit func(name string, value any)
	visit = func(name string, value any) {
		group, isGroup := value.(map[string]any)
		switch {
		case slices.Contains(apart, name):
		case isGroup && name != "size":
			for _, name := range slices.Sorted(maps.Keys(group)) {
				visit(name, group[name])
			}
		default:
			settings[cmp.Or(flagNames[name], strings.ReplaceAll(name, "_", "-"))] = value
		}
	}
	visit("", tree)
	return settings
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

// keepDifferent removes the settings that are the same in all runs, and returns the names
// of the others.
func keepDifferent(runs []values) (names []string) {
	for _, run := range runs {
		for name := range run {
			differs := func(other values) bool { return other.text(name) != runs[0].text(name) }
			if !slices.Contains(names, name) && slices.ContainsFunc(runs, differs) {
				names = append(names, name)
			}
		}
	}
	for _, run := range runs {
		maps.DeleteFunc(run, func(name string, _ any) bool { return !slices.Contains(names, name) })
	}
	slices.Sort(names)
	return names
}
