package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"vae/internal/choice"
	"vae/train"
)

// optioned is a flag that chooses one of several things, of which some have options.
type optioned struct {
	flag, group string
	of          scope
	options     []choice.Option // of all things
	chosen      func(config *train.Config) (name string, values *choice.Values)
}

// trainOptions is the table of all flags of train that choose things with options. Each option
// becomes a flag and a setting of its own.
var trainOptions = []optioned{
	{"optimizer", "Optimisation:", fixed, train.OptimizerOptions(), func(config *train.Config) (string, *choice.Values) {
		return config.Optimization.Chosen(), &config.Optimization.Options
	}},
}

// optionFlags returns, in the order of the table, pointers to structs of which each has the flag
// of one option.
func optionFlags() (flags kong.Plugins) {
	for _, t := range trainOptions {
		for _, o := range t.options {
			tag := fmt.Sprintf(`name:%q group:%q default:"%g" help:%q`, o.Name, t.group, o.Default, o.Help)
			flag := reflect.StructOf([]reflect.StructField{{Name: "Value", Type: reflect.TypeFor[float64](), Tag: reflect.StructTag(tag)}})
			flags = append(flags, reflect.New(flag).Interface())
		}
	}
	return flags
}

// optionSettings returns the settings of all options, in the order of the table.
func optionSettings() (all []setting) {
	for _, t := range trainOptions {
		for _, o := range t.options {
			place := len(all)
			all = append(all, setting{o.Name, t.of, func(c *trainCmd, config *train.Config) error {
				name, values := t.chosen(config)
				if !slices.Contains(o.Of, name) {
					return &usageError{fmt.Sprintf("--%s is of --%s %s, not of %s", o.Name, t.flag, strings.Join(o.Of, " or "), name), ""}
				}
				*values = maps.Clone(*values)
				(*values)[o.Name] = reflect.ValueOf(c.Options[place]).Elem().Field(0).Float()
				return nil
			}})
		}
	}
	return all
}

// isOption reports whether the setting is an option, which has its default where it is chosen.
func isOption(name string) bool {
	return slices.ContainsFunc(trainOptions, func(t optioned) bool {
		return slices.ContainsFunc(t.options, func(o choice.Option) bool { return o.Name == name })
	})
}
