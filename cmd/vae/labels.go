package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vae"
	"vae/data"
)

// classNamed returns the class of a name or, where none is called so, of a label.
func classNamed(classes []vae.Class, name string) (vae.Class, error) {
	called := func(c vae.Class) bool { return c.Name == name }
	numbered := func(c vae.Class) bool { return strconv.Itoa(c.Label) == name }
	for _, is := range []func(vae.Class) bool{called, numbered} {
		if i := slices.IndexFunc(classes, is); i >= 0 {
			return classes[i], nil
		}
	}
	return vae.Class{}, usageError(fmt.Sprintf("there is no class %s", name), "there are "+classNames(classes))
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

// labelsNamed returns n labels: those of the named classes, in turn.
func labelsNamed(classes []vae.Class, names []string, n int) ([]int, error) {
	var chosen []int
	for _, name := range names {
		class, err := classNamed(classes, name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, class.Label)
	}
	return each(n, func(i int) int { return chosen[i%len(chosen)] }), nil
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
