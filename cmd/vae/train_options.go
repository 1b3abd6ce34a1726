package main

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"vae"
	"vae/train"
)

// chooser is a flag that chooses from a menu. Each option of the menu is a flag of its own.
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
		{&c.Net, "net", "Model:", architecture, vae.Nets(), vae.DefaultNet,
			func(f *train.Config) (*string, *vae.Options) { return &f.Model.Net, &f.Model.Options }},
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
			fields := []reflect.StructField{{Name: "Value", Type: reflect.TypeFor[float64](), Tag: reflect.StructTag(tag)}}
			flag := reflect.New(reflect.StructOf(fields))
			c.Options = append(c.Options, flag.Interface())
			c.options = append(c.options, flag.Elem().Field(0).Addr().Interface().(*float64))
		}
	}
}

// choices returns the settings of all choosers, each followed by those of its options.
func (c *trainCmd) choices() (all []setting) {
	flags := c.options
	for _, k := range c.choosers() {
		all = append(all, setting{k.flag, k.of, func(config *train.Config) error {
			chosen, options := k.place(config)
			if *chosen = *k.flag; *chosen == k.fallback {
				*chosen = ""
			}
			*options = k.menu.Complete(*k.flag, *options)
			return nil
		}})
		for _, o := range k.menu.Options {
			value := flags[0]
			flags = flags[1:]
			all = append(all, setting{value, k.of, func(config *train.Config) error {
				chosen, options := k.place(config)
				if name := cmp.Or(*chosen, k.fallback); !slices.Contains(o.Of, name) {
					return usageError(fmt.Sprintf("--%s is of --%s %s, not of %s", o.Name, k.name, strings.Join(o.Of, " or "), name), "")
				}
				*options = maps.Clone(*options)
				(*options)[o.Name] = *value
				return nil
			}})
		}
	}
	return all
}

// isOption reports whether a flag is that of an option, which has its default where its thing is
// chosen.
func (c *trainCmd) isOption(flag any) bool {
	value, ok := flag.(*float64)
	return ok && slices.Contains(c.options, value)
}
