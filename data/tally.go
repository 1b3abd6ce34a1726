package data

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// tally counts what is passed over, by kind.
type tally struct {
	kinds map[string]int
	all   int
}

func (t *tally) add(kind string) {
	if t.kinds == nil {
		t.kinds = map[string]int{}
	}
	t.kinds[kind]++
	t.all++
}

// noExtension is the kind of files whose names end in nothing known.
const noExtension = "without extension"

// kindOf returns the ending of a file's name in lower case, if it looks like one.
func kindOf(name string) string {
	ending := strings.ToLower(path.Ext(name))
	other := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }
	if len(ending) < 2 || len(ending) > 9 || strings.ContainsFunc(ending[1:], other) {
		return noExtension
	}
	return ending
}

// String lists the kinds, the most frequent first, such as "7 .txt, 4 .mat and 2 others".
func (t *tally) String() string {
	const most = 5
	kinds := slices.SortedFunc(maps.Keys(t.kinds), func(a, b string) int {
		return cmp.Or(t.kinds[b]-t.kinds[a], strings.Compare(a, b))
	})
	left := t.all
	var counts []string
	for _, kind := range kinds[:min(most, len(kinds))] {
		n := t.kinds[kind]
		left -= n
		if n > 1 && kind != noExtension && kind[0] != '.' {
			kind += "s"
		}
		counts = append(counts, fmt.Sprintf("%d %s", n, kind))
	}
	list := strings.Join(counts, ", ")
	if left > 0 {
		return fmt.Sprintf("%s and %d others", list, left)
	}
	return list
}
