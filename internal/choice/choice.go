// Package choice holds what users choose from by name: a flag, its help, its options and its error
// text come from the same table.
package choice

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// List is what can be chosen, in the order in which it is shown.
type List[T any] []Item[T]

// Item is a thing with its name.
type Item[T any] struct {
	Name    string
	Value   T
	Help    string   // a few words, or ""
	Options []Option // that this thing alone has
}

// Menu is a list without its things: what flags, help and completion show.
type Menu struct {
	Names   []string
	Help    []string // a few words on each of Names, or ""
	Options []Option // of all things; one that several have stands there once
}

// Menu returns the menu.
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

// Complete returns the values with a default for each option that the thing of that name lacks, and
// without those that other things of the menu have; nil if none are left.
func (m Menu) Complete(name string, values Values) Values {
	all := Values{}
	maps.Copy(all, values)
	for _, o := range m.Options {
		if _, given := all[o.Name]; !slices.Contains(o.Of, name) {
			delete(all, o.Name)
		} else if !given {
			all[o.Name] = o.Default
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// Item returns the item of that name. The error says what kind of thing is unknown and lists the
// names.
func (l List[T]) Item(kind, name string) (Item[T], error) {
	for _, item := range l {
		if item.Name == name {
			return item, nil
		}
	}
	return Item[T]{}, fmt.Errorf("unknown %s %q (known: %s)", kind, name, strings.Join(l.Menu().Names, ", "))
}

// Find returns the thing of that name. The error is that of Item.
func (l List[T]) Find(kind, name string) (T, error) {
	item, err := l.Item(kind, name)
	return item.Value, err
}

// Choose returns the thing of that name, and a number for each of its options: the given one, else
// the default. The error is that of Item, or tells of the first option that is invalid.
func (l List[T]) Choose(kind, name string, given Values) (T, Values, error) {
	item, err := l.Item(kind, name)
	if err != nil {
		return item.Value, nil, err
	}
	own := Values{}
	for _, option := range item.Options {
		value, ok := given[option.Name]
		if !ok {
			value = option.Default
		}
		if err := option.Check(value); err != nil {
			return item.Value, nil, err
		}
		own[option.Name] = value
	}
	return item.Value, own, nil
}
