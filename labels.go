package vae

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"vae/internal/nn"
	"vae/internal/rng"
)

// Class is a class of images.
type Class struct {
	Label  int    `json:"label"`          // in Input.Labels
	Name   string `json:"name,omitempty"` // "" if it has only a number
	Images int    `json:"images"`         // in the training data, whose share of all images is p(y)
}

// String returns the name or, if there is none, the label in digits.
func (c Class) String() string {
	if c.Name == "" {
		return strconv.Itoa(c.Label)
	}
	return c.Name
}

// sameLabel reports whether two classes have the same label.
func sameLabel(a, b Class) bool { return a.Label == b.Label }

// maxClasses is the most classes of a model.
const maxClasses = 1 << 14

// checkClasses returns an error unless the classes are in the order of their labels and have
// images.
func checkClasses(classes []Class) error {
	if len(classes) == 0 || len(classes) > maxClasses {
		return fmt.Errorf("%d classes are outside 1 to %d", len(classes), maxClasses)
	}
	for i, c := range classes {
		switch {
		case i > 0 && c.Label <= classes[i-1].Label:
			return fmt.Errorf("class %d follows class %d", c.Label, classes[i-1].Label)
		case c.Images < 1:
			return fmt.Errorf("class %v has no images", c)
		}
	}
	return nil
}

// LabelError reports images whose labels a model cannot take.
type LabelError struct {
	Missing bool // there are no labels at all
	Label   int  // else the first that belongs to no class
	Images  int  // how many images are concerned
}

// Error returns one line, with the number of images.
func (e *LabelError) Error() string {
	switch {
	case e.Missing && e.Images == 1:
		return "the model depends on labels, which an image lacks"
	case e.Missing:
		return fmt.Sprintf("the model depends on labels, which %d images lack", e.Images)
	case e.Images == 1:
		return fmt.Sprintf("an image has the label %d, which belongs to no class of the model", e.Label)
	}
	return fmt.Sprintf("%d images have labels such as %d, which belong to no class of the model", e.Images, e.Label)
}

// Classes returns the classes that draws from the prior can be of: those of a conditional model, or
// of a prior that was fitted by label; nil if there are none.
func (m *Model) Classes() []Class { return m.classes }

// CheckLabels returns a *LabelError unless each of n images has a label that models of the config
// know, or they do not depend on labels.
func (c Config) CheckLabels(labels []int, n int) error {
	if !c.Conditional {
		return nil
	}
	_, err := indices(c.Classes, labels, n)
	return err
}

// CheckClasses returns a *LabelError unless each of n images has a label among Classes.
func (m *Model) CheckClasses(labels []int, n int) error {
	_, err := indices(m.classes, labels, n)
	return err
}

// indices returns the index in classes of each of n labels.
func indices(classes []Class, labels []int, n int) ([]int, error) {
	all := make([]int, n)
	return all, eachIndex(indexOf(classes), labels, n, func(i, k int) { all[i] = k })
}

// indexOf returns the index of each label.
func indexOf(classes []Class) map[int]int {
	index := map[int]int{}
	for i, c := range classes {
		index[c.Label] = i
	}
	return index
}

// eachIndex calls f with the number of each of n labels and its index. The error is a *LabelError
// if labels are missing or unknown.
func eachIndex(index map[int]int, labels []int, n int, f func(i, k int)) error {
	switch {
	case len(labels) > n:
		return fmt.Errorf("%d labels for %d rows", len(labels), n)
	case len(labels) < n:
		return &LabelError{Missing: true, Images: n - len(labels)}
	}
	var unknown *LabelError
	for i, label := range labels {
		k, ok := index[label]
		switch {
		case ok:
			f(i, k)
		case unknown == nil:
			unknown = &LabelError{Label: label, Images: 1}
		default:
			unknown.Images++
		}
	}
	if unknown != nil {
		return unknown
	}
	return nil
}

// labels adds the labels of images as an input (B, C), with a one in the column of the class; nil
// for a model that does not depend on labels.
func (c Config) labels(b *nn.Builder, images int) *nn.Node {
	if !c.Conditional {
		return nil
	}
	return b.Input("labels", images, len(c.Classes))
}

// with returns arrays and, for a conditional model, the labels of n images (n·C), as its graphs
// take them.
func (m *Model) with(labels []int, n int, arrays ...[]float32) ([][]float32, error) {
	if !m.config.Conditional {
		return arrays, nil
	}
	y, err := oneHot(m.classes, labels, n)
	return append(arrays, y), err
}

// maxOneHot is the most numbers that the labels of a call take: 1 GiB.
const maxOneHot = 1 << 28

// oneHot returns the labels of n images as rows (n·C) with a one in the column of the class.
func oneHot(classes []Class, labels []int, n int) ([]float32, error) {
	if n > maxOneHot/len(classes) {
		return nil, fmt.Errorf("%d rows with labels of %d classes are too many at a time", n, len(classes))
	}
	index, err := indices(classes, labels, n)
	y := make([]float32, n*len(classes))
	for i, k := range index {
		y[i*len(classes)+k] = 1
	}
	return y, err
}

// drawLabels returns n labels y ~ p(y). The first ones do not depend on n.
func drawLabels(classes []Class, n int, seed uint64) []int {
	total := 0
	for _, c := range classes {
		total += c.Images
	}
	uniform := make([]float32, n)
	source := rng.Stream(seed, "labels", 0)
	source.Uniform(uniform)
	labels := make([]int, n)
	for i, u := range uniform {
		rest := int(float64(u) * float64(total))
		k := slices.IndexFunc(classes, func(c Class) bool { rest -= c.Images; return rest < 0 })
		labels[i] = classes[k].Label
	}
	return labels
}

// errNoLabels says that draws of a class are asked of a prior that knows none.
var errNoLabels = errors.New("the prior does not depend on labels")
