package data

import (
	"slices"
	"strconv"
)

// names returns the names of the classes, sorted by byte.
func (l *arrangement) names() []string {
	names := slices.Sorted(slices.Values(l.classes))
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

// labelsOf returns the labels of classes with the given names, which are sorted. Where all names
// are numbers these are the labels, and classNames is nil. Else a label is the place in classNames,
// which begins with the names that the caller knows. A single class that has no number and is not
// known says nothing: it gets no label.
func (r *reader) labelsOf(names []string) (classNames []string, labels map[string]int) {
	known := r.opts.Classes
	unknown := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(known, name) })
	if numbers, ok := numbersOf(names); ok && len(unknown) > 0 {
		return nil, numbers
	}
	if len(names) == 0 || len(names) == 1 && len(unknown) == 1 {
		return nil, nil
	}
	classNames = append(known[:len(known):len(known)], unknown...)
	labels = map[string]int{}
	for label, name := range classNames {
		labels[name] = label
	}
	if len(known) > 0 && len(unknown) > 0 {
		r.note("%s: classes that are new to the run: %s", r.name, shortened(unknown))
	}
	return classNames, labels
}

// numbersOf returns the numbers that the names are, if all are numbers from 0 and no two the same.
func numbersOf(names []string) (numbers map[string]int, ok bool) {
	numbers = map[string]int{}
	seen := map[int]bool{}
	for _, name := range names {
		n, err := strconv.ParseUint(name, 10, 31)
		if err != nil || seen[int(n)] {
			return nil, false
		}
		numbers[name], seen[int(n)] = int(n), true
	}
	return numbers, len(names) > 0
}
