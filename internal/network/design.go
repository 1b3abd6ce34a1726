package network

import (
	"fmt"
	"strconv"
	"strings"

	"vae/internal/choice"
)

// Design is the form of an encoder and of the decoder that mirrors it. As text it is the name of a
// kind and, behind a colon, its sizes: mlp:400,400, conv:32,64/256 or conv:32,64/256+res.
type Design struct {
	Kind     string
	Filters  []int // channels of the convolutions at each level, from the image on
	Hidden   []int // units of each dense layer, from the image or its last level to the code
	Residual bool  // each level has a residual block
}

// residualMark is behind the text of a design with residual blocks.
const residualMark = "+res"

// Parse returns the design that text describes. Auto, and a kind with levels where no sizes are
// named, wait for For.
func Parse(text string) (d Design, err error) {
	text, d.Residual = strings.CutSuffix(text, residualMark)
	name, sizes, sized := strings.Cut(text, ":")
	d.Kind = name
	if name == Auto {
		if sized {
			err = fmt.Errorf("%s takes no sizes, but has %q", Auto, sizes)
		}
		return d, err
	}
	kind, err := append(choice.List[Kind]{{Name: Auto}}, kinds...).Find("network", name)
	switch {
	case err != nil:
		return d, err
	case kind.Level == nil && d.Residual:
		return d, fmt.Errorf("%s has no levels, and so no residual blocks", name)
	case kind.Level == nil && !sized:
		d.Hidden = []int{defaultUnits}
		return d, nil
	case !sized:
		return d, nil
	}
	if hidden := sizes; kind.Level != nil {
		sizes, hidden, _ = strings.Cut(sizes, "/")
		if d.Filters, err = numbers(sizes); err == nil && len(d.Filters) == 0 {
			err = fmt.Errorf("%s: no channels of convolutions", text)
		}
		sizes = hidden
	}
	if err == nil {
		d.Hidden, err = numbers(sizes)
	}
	return d, err
}

// numbers returns the numbers in a list with commas, which may be empty.
func numbers(list string) ([]int, error) {
	all := []int{}
	if list == "" {
		return all, nil
	}
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%q is no number of units or channels", word)
		}
		all = append(all, n)
	}
	return all, nil
}

// String returns the text that Parse reads.
func (d Design) String() string {
	text := d.Kind
	switch {
	case len(d.Filters) > 0 && len(d.Hidden) > 0:
		text += ":" + list(d.Filters) + "/" + list(d.Hidden)
	case len(d.Filters) > 0:
		text += ":" + list(d.Filters)
	case d.open():
	default:
		text += ":" + list(d.Hidden)
	}
	if d.Residual {
		text += residualMark
	}
	return text
}

// list returns the numbers with commas.
func list(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ",")
}
