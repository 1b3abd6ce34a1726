package data

import (
	"fmt"
	"math"
)

// traits are the properties of a picture that notices count.
type traits struct {
	resized     bool // to the size of the set
	reshaped    bool // to its shape
	more        bool // it has further frames or pages
	transparent bool
	drawn       float64 // mean luminance of the opaque, if transparent
	coloured    bool
}

// tellTraits notes what is odd about the pictures kept in the set, and which are not.
func (a *album) tellTraits(set *Set, kept []int) error {
	a.tellFaults()
	count := func(has func(traits) bool) int {
		n := 0
		for _, i := range kept {
			if has(a.traits[i]) {
				n++
			}
		}
		return n
	}
	if n := count(func(t traits) bool { return t.reshaped }); n > 0 {
		hint := ""
		if a.opts.Fit == FitCrop {
			hint = "--fit pad keeps the whole of each picture"
		}
		a.tell(Notice{Hint: hint}, "%d of %d pictures are %s to the shape of %v",
			n, len(kept), a.opts.Fit.done(), a.size)
	}
	if n := count(func(t traits) bool { return t.more }); n > 0 {
		a.note("%d of %d pictures have further frames or pages, which are passed over", n, len(kept))
	}
	a.tellColoured(set, len(kept), count(func(t traits) bool { return t.coloured }))
	if n := count(func(t traits) bool { return t.transparent }); n > 0 {
		return a.tellTransparent(set, kept, n)
	}
	return nil
}

// tellColoured notes that pictures become what they are not, where that many of n have colours.
func (a *album) tellColoured(set *Set, n, coloured int) {
	switch {
	case set.shape.C == 1 && coloured > 0:
		a.note("%d of %d pictures are in colour and taken for their luminance", coloured, n)
	case set.shape.C == 3 && coloured < n:
		hint := ""
		if a.opts.Colours == ColoursAsFound {
			hint = "--grey makes all grey"
		}
		a.tell(Notice{Hint: hint}, "%d of %d pictures are grey and taken for red, green and blue in equal parts", n-coloured, n)
	}
}

// tellFaults notes which pictures are skipped.
func (a *album) tellFaults() {
	var paths []string
	for i, fault := range a.faults {
		if fault != nil {
			paths = append(paths, a.sources[i].path)
		}
	}
	if len(paths) > 0 {
		a.note("%d of %d pictures cannot be read and are passed over: %s", len(paths), len(a.sources), shortened(paths))
	}
}

const (
	dark  = 0.5 // luminance below which drawings are dark
	faint = 0.1 // standard deviation of luminance below which drawings can hardly be seen
)

// tellTransparent notes what is behind n transparent pictures, and warns if dark drawings can
// hardly be seen on it.
func (a *album) tellTransparent(set *Set, kept []int, n int) error {
	var drawn, sum, squares float64
	row := make([]float32, set.Pixels())
	for k, i := range kept {
		if !a.traits[i].transparent {
			continue
		}
		drawn += a.traits[i].drawn / float64(n)
		if err := set.Read(row, k); err != nil {
			return err
		}
		for _, v := range row {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
	}
	pixels := float64(n) * float64(len(row))
	behind := a.opts.Background
	message := fmt.Sprintf("%d of %d pictures are transparent in parts, with %v behind", n, len(kept), behind)
	deviation := math.Sqrt(max(0, squares/pixels-sum*sum/pixels/pixels))
	if behind == (Background{}) && drawn < dark && deviation < faint {
		a.tell(Notice{Hint: "--background white puts white behind them", Warning: true},
			"%s: what is drawn is dark, too, and can hardly be seen", message)
		return nil
	}
	a.note("%s", message)
	return nil
}
