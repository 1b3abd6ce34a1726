package main

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"vae"
	"vae/train"
)

// chooser is a flag that chooses from a menu, as NAME or NAME:NUMBER, the number for the first
// option of what is chosen. Each option of the menu is a flag of its own, too.
type chooser struct {
	flag     *string
	name     string // of the flag
	group    string // of the options' flags
	of       scope
	menu     vae.Menu
	fallback string // is "" in the config
	place    func(config *train.Config) (chosen *string, options *vae.Options)
}

// choosers returns all flags that choose from menus.
func (c *trainCmd) choosers() []chooser {
	return []chooser{
		{&c.Likelihood, "likelihood", "Model:", architecture, vae.Likelihoods(), "",
			func(f *train.Config) (*string, *vae.Options) { return &f.Model.Likelihood, &f.Model.Options }},
		{&c.Prior, "prior", "Model:", architecture, vae.Priors(), vae.DefaultPrior,
			func(f *train.Config) (*string, *vae.Options) { return &f.Model.Prior, &f.Model.Options }},
		{&c.Optimizer, "optimizer", "Optimisation:", fixed, train.Optimizers(), train.DefaultOptimizer,
			func(f *train.Config) (*string, *vae.Options) {
				return &f.Optimization.Optimizer, &f.Optimization.Options
			}},
	}
}

// addOptions gives the command a flag for each option.
func (c *trainCmd) addOptions() {
	for _, chooser := range c.choosers() {
		for _, o := range chooser.menu.Options {
			tag := fmt.Sprintf(`name:%q group:%q default:"%g" help:%q`, o.Name, chooser.group, o.Default, o.Help)
			field := reflect.StructField{Name: "Value", Type: reflect.TypeFor[float64](), Tag: reflect.StructTag(tag)}
			flag := reflect.New(reflect.StructOf([]reflect.StructField{field}))
			c.Options = append(c.Options, flag.Interface())
			c.options = append(c.options, flag.Elem().Field(0).Addr().Interface().(*float64))
		}
	}
}

// choices returns the settings of all choosers, each followed by those of its options.
func (c *trainCmd) choices() (all []setting) {
	flags := c.options
	for _, k := range c.choosers() {
		all = append(all, setting{k.flag, k.of, k.choose})
		for _, o := range k.menu.Options {
			value := flags[0]
			flags = flags[1:]
			all = append(all, setting{value, k.of, func(config *train.Config) error {
				if strings.Contains(*k.flag, ":") {
					return usageError(fmt.Sprintf("--%s %s and --%s both choose", k.name, *k.flag, o.Name), "")
				}
				return k.set(config, o, *value)
			}})
		}
	}
	return all
}

// choose applies the flag.
func (k chooser) choose(config *train.Config) error {
	name, number, short := strings.Cut(*k.flag, ":")
	chosen, options := k.place(config)
	if *chosen = name; name == k.fallback {
		*chosen = ""
	}
	*options = k.menu.Complete(name, *options)
	if !short {
		return nil
	}
	option, ok := k.menu.First(name)
	value, err := strconv.ParseFloat(number, 64)
	switch {
	case !ok:
		return usageError(fmt.Sprintf("--%s %s: %s takes no number", k.name, *k.flag, name), "")
	case err != nil:
		return usageError(fmt.Sprintf("--%s %s: %q is no number for %s", k.name, *k.flag, number, option.Name), "")
	}
	return k.set(config, option, value)
}

// set sets an option of what is chosen.
func (k chooser) set(config *train.Config, o vae.Option, value float64) error {
	chosen, options := k.place(config)
	name := cmp.Or(*chosen, k.fallback)
	if !slices.Contains(o.Of, name) {
		return usagef("--%s is of --%s %s, not of %s", o.Name, k.name, strings.Join(o.Of, " or "), name)
	}
	*options = k.menu.Complete(name, *options) // a copy
	(*options)[o.Name] = value
	return nil
}

// isOption reports whether a flag is that of an option, whose default comes from the menu.
func (c *trainCmd) isOption(flag any) bool {
	value, ok := flag.(*float64)
	return ok && slices.Contains(c.options, value)
}
