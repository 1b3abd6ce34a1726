// Package choice provides tables of things that users choose by name. Flags, help, options and
// errors all come from the table.
package choice

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// List is a table of things to choose from, in the order in which they are shown.
type List[T any] []Item[T]

// Item is a thing with its name and its options.
type Item[T any] struct {
	Name    string
	Value   T
	Help    string // a few words, or ""
	Options []Option
}

// Menu is what flags, help and completion show of a list.
type Menu struct {
	Names   []string
	Help    []string // a few words on each of Names, or ""
	Options []Option // of all things, each option once
}

func (l List[T]) Menu() Menu {
	var m Menu
	for _, item := range l {
		m.Names, m.Help = append(m.Names, item.Name), append(m.Help, item.Help)
		for _, option := range item.Options {
			if i := slices.IndexFunc(m.Options, func(o Option) bool { return o.Name == option.Name }); i >= 0 {
				m.Options[i].Of = append(m.Options[i].Of, item.Name)
				continue
			}
			option.Of = []string{item.Name}
			m.Options = append(m.Options, option)
		}
	}
	return m
}

// Complete returns the values without those options of the menu that the thing of that name lacks,
// and with the defaults of its own missing ones; nil if none are left.
func (m Menu) Complete(name string, values Values) Values {
	own := maps.Clone(values)
	maps.DeleteFunc(own, func(option string, _ float64) bool {
		return slices.ContainsFunc(m.Options, func(o Option) bool { return o.Name == option && !slices.Contains(o.Of, name) })
	})
	return m.Fill(name, own)
}

// Fill returns the values, and the defaults of the missing options of the thing of that name; nil
// if there are none.
func (m Menu) Fill(name string, values Values) Values {
	all := Values{}
	for _, o := range m.Options {
		if slices.Contains(o.Of, name) {
			all[o.Name] = o.Default
		}
	}
	if maps.Copy(all, values); len(all) == 0 {
		return nil
	}
	return all
}

// First returns the first option of the thing of that name.
func (m Menu) First(name string) (o Option, ok bool) {
	i := slices.IndexFunc(m.Options, func(o Option) bool { return slices.Contains(o.Of, name) })
	if i < 0 {
		return o, false
	}
	return m.Options[i], true
}

// Find returns the thing of that name. The error says what kind of thing is unknown and lists the
// names.
func (l List[T]) Find(kind, name string) (T, error) {
	thing, _, err := l.Choose(kind, name, nil)
	return thing, err
}

// Choose returns the thing of that name and the values of its options: the given one, else the
// default. The error is that of Find, or names the first invalid option.
func (l List[T]) Choose(kind, name string, given Values) (thing T, own Values, err error) {
	i := slices.IndexFunc(l, func(item Item[T]) bool { return item.Name == name })
	if i < 0 {
		return thing, nil, fmt.Errorf("unknown %s %q (known: %s)", kind, name, strings.Join(l.Menu().Names, ", "))
	}
	own = Values{}
	for _, option := range l[i].Options {
		value, ok := given[option.Name]
		if !ok {
			value = option.Default
		}
		if err := option.check(value); err != nil {
			return thing, nil, err
		}
		own[option.Name] = value
	}
	return l[i].Value, own, nil
}
