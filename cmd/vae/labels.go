package main

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
)

// chosenClasses are what a flag says of classes, each time that it is given: a name or a label, or
// several between commas.
type chosenClasses []string

// Decode takes a value as it is, since a label may be negative and a name may have commas.
func (c *chosenClasses) Decode(line *kong.DecodeContext) error {
	var text string
	if err := takeText(line, reflect.ValueOf(&text).Elem()); err != nil {
		return err
	}
	*c = append(*c, text)
	return nil
}

// among returns the labels of the chosen classes.
func (c chosenClasses) among(classes []vae.Class) (labels []int, err error) {
	for _, text := range c {
		if class, err := classNamed(classes, text); err == nil {
			labels = append(labels, class.Label)
			continue
		}
		for _, name := range strings.Split(text, ",") {
			class, err := classNamed(classes, strings.TrimSpace(name))
			if err != nil {
				return nil, err
			}
			labels = append(labels, class.Label)
		}
	}
	return labels, nil
}

// classNamed returns the class of a name or, where none is called so, of a label.
func classNamed(classes []vae.Class, name string) (vae.Class, error) {
	called := func(c vae.Class) bool { return c.String() == name }
	numbered := func(c vae.Class) bool { return strconv.Itoa(c.Label) == name }
	for _, is := range []func(vae.Class) bool{called, numbered} {
		if i := slices.IndexFunc(classes, is); i >= 0 {
			return classes[i], nil
		}
	}
	return vae.Class{}, usageError(fmt.Sprintf("there is no class %q", name), "there are "+classNames(classes))
}

// decodedClass returns the class that a flag chooses for what a conditional model decodes, the first
// if it is not given; the zero class of other models.
func (a *app) decodedClass(t *trained, flag *string) (vae.Class, error) {
	m := t.config.Model
	switch given := a.gave(flag); {
	case !m.Conditional && given:
		return vae.Class{}, usageError(a.flags[flag]+" needs a conditional model, which "+t.run+" is not",
			"vae train --conditional trains one")
	case !m.Conditional:
		return vae.Class{}, nil
	case given:
		return classNamed(m.Classes, *flag)
	}
	return m.Classes[0], nil
}

// classNames returns the names of classes, of the first if there are many.
func classNames(classes []vae.Class) string {
	const most = 20
	var names []string
	for i, c := range classes {
		if i == most {
			names = append(names, "…")
			break
		}
		names = append(names, c.String())
	}
	return strings.Join(names, ", ")
}

// inTurn returns n labels: the given ones in turn.
func inTurn(labels []int, n int) []int {
	return each(n, func(i int) int { return labels[i%len(labels)] })
}

// labelArrays returns the arrays that say of what classes n images are; none without labels.
func labelArrays(classes []vae.Class, labels []int) []data.Array {
	if labels == nil {
		return nil
	}
	n := len(labels)
	arrays := []data.Array{ints("label", n, func(i int) int { return labels[i] })}
	if slices.ContainsFunc(classes, func(c vae.Class) bool { return c.Name != "" }) {
		names := map[int]string{}
		for _, c := range classes {
			names[c.Label] = c.String()
		}
		arrays = append(arrays, texts("class", n, func(i int) string { return names[labels[i]] }))
	}
	return arrays
}
