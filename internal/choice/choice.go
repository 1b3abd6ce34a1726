// Package choice holds what users choose from by name: a flag, its help, its options and its
// error text come from the same table.
package choice

import (
	"fmt"
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

// Names returns the names.
func (l List[T]) Names() []string {
	names := make([]string, len(l))
	for i, item := range l {
		names[i] = item.Name
	}
	return names
}

// Help returns the few words on each, in the order of Names.
func (l List[T]) Help() []string {
	help := make([]string, len(l))
	for i, item := range l {
		help[i] = item.Help
	}
	return help
}

// Options returns the options of all things. One that several have stands there once.
func (l List[T]) Options() []Option {
	var all []Option
	for _, item := range l {
		for _, option := range item.Options {
			if i := slices.IndexFunc(all, func(o Option) bool { return o.Name == option.Name }); i >= 0 {
				all[i].Of = append(all[i].Of, item.Name)
				continue
			}
			option.Of = []string{item.Name}
			all = append(all, option)
		}
	}
	return all
}

// Item returns the item of that name. The error says what kind of thing is unknown and lists
// the names.
func (l List[T]) Item(kind, name string) (Item[T], error) {
	for _, item := range l {
		if item.Name == name {
			return item, nil
		}
	}
	return Item[T]{}, fmt.Errorf("unknown %s %q (known: %s)", kind, name, strings.Join(l.Names(), ", "))
}

// Find returns the thing of that name. The error is that of Item.
func (l List[T]) Find(kind, name string) (T, error) {
	item, err := l.Item(kind, name)
	return item.Value, err
}
