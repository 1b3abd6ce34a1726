package train

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Settings are the choices for a run, by the JSON names of the fields of its config. Values are as
// package json reads them. The fields of the networks are one setting, net, such as mlp:400.
type Settings map[string]any

// unchosen are the fields of a config that follow from the data, or do not change what is computed.
var unchosen = []string{"fingerprint", "height", "width", "channels", "classes", "sha256", "saving",
	"date", "version", "command", "machine"}

// Settings returns the settings of a run.
func (c Config) Settings() Settings {
	var tree map[string]any
	text, _ := json.Marshal(c)
	_ = json.Unmarshal(text, &tree) // a config that was read can be written
	settings := Settings{}
	settings.add(tree)
	for _, part := range []string{"hidden", "filters", "residual"} {
		delete(settings, part)
	}
	settings["net"] = c.Model.Network()
	return settings
}

// add adds the fields of a part of a config, and of the parts in it.
func (s Settings) add(part map[string]any) {
	for name, value := range part {
		group, isGroup := value.(map[string]any)
		switch {
		case slices.Contains(unchosen, name):
		case isGroup && name != "size":
			s.add(group)
		default:
			s[name] = value
		}
	}
}

// Differences returns for each run the settings in which the runs differ.
func Differences(runs []Config) []Settings {
	all := make([]Settings, len(runs))
	for i, run := range runs {
		all[i] = run.Settings()
	}
	differing := map[string]bool{}
	for _, run := range all {
		for name := range run {
			other := func(s Settings) bool { return !reflect.DeepEqual(s[name], run[name]) }
			differing[name] = slices.ContainsFunc(all, other)
		}
	}
	for _, run := range all {
		maps.DeleteFunc(run, func(name string, _ any) bool { return !differing[name] })
	}
	return all
}
