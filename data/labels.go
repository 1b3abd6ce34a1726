package data

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vae/data/internal/format"
)

// labelling holds the labels of the images of a part: numbers or names of classes.
type labelling struct {
	numbers []int
	names   []string
	used    []bool // which columns of one-hot labels have an image; else nil
}

// labels returns the labels of n images. If they cannot be used it warns why and returns nil.
func (r *reader) labels(s stored, n int) *labelling {
	l, why := s.labels(n)
	if why != "" {
		r.noLabels(s.File, why)
		return nil
	}
	return l
}

// labels returns the labels of n images, or why they cannot be used.
func (s stored) labels(n int) (l *labelling, why string) {
	classes := 1
	switch shape := s.Shape; {
	case s.err != nil:
		return nil, reason(s.err)
	case s.Kind == format.Unknown:
		return nil, s.Type + " elements, not integers or texts"
	case len(shape) == 2 && shape[0] == n && shape[1] > 1 && !s.Text():
		classes = shape[1]
	case len(shape) == 0 || shape[0] != n && shape[len(shape)-1] != n || product(shape) != n:
		return nil, fmt.Sprintf("%s, for %d images", format.Sizes(shape), n)
	}
	a, err := s.read(format.Labels)
	switch {
	case err != nil:
		return nil, reason(err)
	case a.Bad != "":
		return nil, a.Bad
	case classes > 1:
		l, why = oneHot(a, n, classes)
		if why == "" || !s.table || a.Bytes == nil && a.Ints == nil {
			return l, why
		}
		all := integers(a)
		numbers := make([]int, n)
		for i := range numbers {
			numbers[i] = all[i*classes]
		}
		return &labelling{numbers: numbers}, ""
	case a.Text():
		return &labelling{names: a.Texts}, ""
	case !a.Whole:
		return nil, "numbers with fractions"
	case a.Bytes == nil && a.Ints == nil:
		return nil, fmt.Sprintf("numbers up to %g", a.High)
	}
	return &labelling{numbers: integers(a)}, ""
}

// integers returns the elements of an array in Ints or Bytes.
func integers(a *format.Array) []int {
	if a.Ints != nil {
		return a.Ints
	}
	return converted(a.Bytes, func(v byte) int { return int(v) })
}

// reason returns the text of an error without the name of the file.
func reason(err error) string {
	if wrong := (*FormatError)(nil); errors.As(err, &wrong) {
		return fmt.Sprintf("expected %s, found %s", wrong.Expected, wrong.Found)
	}
	return err.Error()
}

func product(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// oneHot returns the column of the 1 in each of n rows, or why they cannot be used.
func oneHot(a *format.Array, n, classes int) (l *labelling, why string) {
	why = fmt.Sprintf("%s with other rows than of one 1 and zeros", format.Sizes(a.Shape))
	if a.Bytes == nil || a.High > 1 {
		return nil, why
	}
	l = &labelling{numbers: make([]int, n), used: make([]bool, classes)}
	for i := range n {
		row := a.Bytes[i*classes : (i+1)*classes]
		l.numbers[i] = slices.Index(row, 1)
		if l.numbers[i] < 0 || slices.Index(row[l.numbers[i]+1:], 1) >= 0 {
			return nil, why
		}
		l.used[l.numbers[i]] = true
	}
	return l, ""
}

// oneHots drops one-hot labels if a column of them has no image in any part. They are hardly
// classes: each image may just happen to have one of several findings, as on an X-ray.
func (r *reader) oneHots(labels []*labelling) {
	var used []bool
	for _, l := range labels {
		if l == nil {
			continue
		}
		used = append(used, make([]bool, max(0, len(l.used)-len(used)))...)
		for class, has := range l.used {
			used[class] = used[class] || has
		}
	}
	if !slices.Contains(used, false) {
		return
	}
	columns := len(used)
	empty := len(slices.DeleteFunc(used, func(has bool) bool { return has }))
	r.warn("labels passed over: %d columns, %d of which have no image, are hardly classes", columns, empty)
	for i, l := range labels {
		if l != nil && l.used != nil {
			labels[i] = nil
		}
	}
}

// label sets the labels of the sets. Texts become the names of classes, the same in all sets,
// unless all are numbers.
func (r *reader) label(sets []*Set, labels []*labelling) {
	r.oneHots(labels)
	var names []string
	numbers := false
	for _, l := range labels {
		if l != nil {
			names = append(names, l.names...)
			numbers = numbers || l.numbers != nil
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if numbers && len(names) > 0 {
		r.warn("labels passed over: numbers in one part, texts in another")
		return
	}
	inDigits := !slices.ContainsFunc(names, func(name string) bool { _, err := labelNumber(name); return err != nil })
	var classNames []string
	var places map[string]int
	if !inDigits {
		classNames, places = r.labelsOf(names)
	}
	for i, l := range labels {
		switch {
		case l == nil:
		case l.names == nil:
			sets[i].sections[0].labels = packed(l.numbers)
		case inDigits:
			sets[i].sections[0].labels = packed(
				converted(l.names, func(name string) int { n, _ := labelNumber(name); return n }))
		case places != nil:
			sets[i].ClassNames = classNames
			sets[i].sections[0].labels = packed(converted(l.names, func(name string) int { return places[name] }))
		}
	}
}

// labelNumber parses a label such as 7 or 7.0.
func labelNumber(text string) (int, error) { return strconv.Atoi(strings.TrimSuffix(text, ".0")) }

// names returns the sorted names of the classes.
func (l *arrangement) names() []string {
	names := slices.Sorted(slices.Values(l.classes))
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

// labelsOf returns the labels of classes with these sorted names. If all names are numbers, these
// are the labels, and classNames is nil. Otherwise a label is an index of classNames, which begins
// with Options.Classes. A single class that is neither a number nor known gets no label.
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
		r.note("classes that are new to the run: %s", shortened(unknown))
	}
	return classNames, labels
}

// numbersOf returns the names as numbers, if all are different numbers from 0 on.
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
