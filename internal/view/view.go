// Package view shows what a model makes of images: maps of their codes, and traversals of the
// dimensions of the code. It finds what package figure draws.
package view

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"vae"
	"vae/data"
	"vae/internal/figure"
	"vae/internal/plot"
	"vae/internal/plural"
)

// Images are those that are encoded.
type Images struct {
	*data.Set
	Batches iter.Seq2[data.Batch, error] // all of them in order, as the model was trained to see them
	Of      string                       // what they are, such as test images of mnist
}

// encode returns the codes of all images.
func (s Images) encode(m *vae.Model) (all vae.Codes, err error) {
	all.Latent = m.Config().Latent
	for batch, err := range s.Batches {
		if err != nil {
			return all, err
		}
		codes, err := m.Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			return all, err
		}
		all.Mean, all.LogVar = append(all.Mean, codes.Mean...), append(all.LogVar, codes.LogVar...)
		all.Labels = append(all.Labels, codes.Labels...)
	}
	return all, nil
}

// classes returns the names of the classes with a colour, the index of the class of each image, and
// what has no colour. Of many classes those with the most images have one.
func (s Images) classes() (names []string, class []int, others string) {
	if !s.Labelled() {
		return nil, nil, ""
	}
	counts := s.Counts()
	if rest := len(counts) - figure.MostColours; rest > 0 {
		slices.SortStableFunc(counts, func(a, b data.ClassCount) int { return cmp.Compare(b.Images, a.Images) })
		counts = counts[:figure.MostColours]
		others = plural.Of(rest, "other class")
	}
	index := map[int]int{}
	for i, count := range counts {
		index[count.Label] = i
		names = append(names, drawable(count.Name, count.Label))
	}
	for _, label := range s.Labels() {
		i, ok := index[label]
		if !ok {
			i = -1
		}
		class = append(class, i)
	}
	return names, class, others
}

// drawable returns the name of a class, or its label where a picture cannot show that.
func drawable(name string, label int) string {
	if plot.CanWrite(name) {
		return name
	}
	return strconv.Itoa(label)
}

// as returns what to add to a text where images are decoded as those of a class.
func as(m *vae.Model, of vae.Class) string {
	if !m.Config().Conditional {
		return ""
	}
	return ", as class " + drawable(of.String(), of.Label)
}

// standard reports whether the prior of the model is N(0, I).
func standard(m *vae.Model) bool {
	return m.Fitted() == nil && m.Config().PriorName() == vae.DefaultPrior
}

// repeated returns codes with the label of a class, where the model depends on labels.
func repeated(m *vae.Model, codes []float32, of vae.Class) vae.Input {
	in := vae.Input{Codes: codes}
	if c := m.Config(); c.Conditional {
		in.Labels = slices.Repeat([]int{of.Label}, len(codes)/c.Latent)
	}
	return in
}
