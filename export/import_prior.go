package export

import (
	"fmt"
	"slices"
	"strings"

	"vae"
)

// priorRows are the weights of priors whose rows (2Z) are means and then log-variances.
var priorRows = []string{"prior/components", "prior/classes"}

func isPrior(p *vae.Parameter) bool { return strings.HasPrefix(p.Name, "prior/") }

// isFitted reports whether the prior in the file was fitted to codes.
func (i *Import) isFitted() bool { return len(i.found[priorFactor].Shape) == 3 }

// inferPrior sets the prior to one whose components the file has.
func (i *Import) inferPrior() {
	mean, logVar := i.found[priorMean], i.found[priorLogVar]
	isZero := !slices.ContainsFunc(slices.Concat(mean.Data, logVar.Data), func(v float32) bool { return v != 0 })
	if len(mean.Shape) != 2 || mean.Shape[0] == 1 && isZero || !i.layout.prior || i.isFitted() {
		return // N(0, I)
	}
	c, components, classes := &i.Config, mean.Shape[0], max(1, i.labels())
	if c.Conditional && components == classes {
		c.Prior = vae.ClassPrior
		return
	}
	c.Prior, c.Options = mixture, vae.Options{"components": float64(components / classes)}
}

// mixture is the name of the prior that any mixture of normal distributions can become.
const mixture = "mixture"

// replacePrior replaces a prior whose weights are not in the file.
func (i *Import) replacePrior() error {
	params, err := i.Config.Parameters()
	if err != nil {
		return err
	}
	c, name := &i.Config, i.Config.PriorName()
	switch j := slices.IndexFunc(params, isPrior); {
	case j < 0:
	case i.isFitted():
		c.Prior, c.Options = "", vae.Priors().Complete(vae.DefaultPrior, c.Options)
		i.Notes = append(i.Notes, fmt.Sprintf("the file has the prior that was fitted, not %s, the model's own: that is N(0, I) now", name))
	case !slices.Contains(priorRows, params[j].Name):
		c.Prior, c.Options = mixture, vae.Priors().Complete(mixture, c.Options)
		i.Notes = append(i.Notes, fmt.Sprintf("the prior %s becomes the mixture that it is now: the file does not have its %s",
			name, strings.TrimPrefix(params[j].Name, "prior/")))
	}
	return nil
}

// priorArrays returns the tensors of the prior of the config, or of the fitted one: means and
// log-variances that are weights, and others.
func (i *Import) priorArrays(c vae.Config, params []*vae.Parameter) (all []array) {
	if !i.layout.prior {
		return nil
	}
	k, z, classes := 1, c.Latent, len(c.Classes)
	mean, logVar := view{shape: []int{k, z}}, view{shape: []int{k, z}}
	if j := slices.IndexFunc(params, isPrior); j >= 0 {
		k = params[j].Shape[0]
		mean, logVar = halves(params[j])
	}
	all = []array{{priorMean, mean}, {priorLogVar, logVar}}
	if i.isFitted() {
		k, classes = i.found[priorFactor].Shape[0], len(i.classes)
		all = []array{{priorMean, view{shape: []int{k, z}}}, {priorFactor, view{shape: []int{k, z, z}}}}
	}
	if !c.Conditional {
		all = append(all, array{priorWeight, view{shape: []int{k}}})
	}
	if classes > 0 {
		all = append(all, array{priorByClass, view{shape: []int{classes, k}}})
	}
	return all
}

// halves returns the left and the right half of the rows of a matrix.
func halves(p *vae.Parameter) (left, right view) {
	k, width := p.Shape[0], p.Shape[1]/2
	half := func(from int) view {
		return view{[]int{k, width}, p, func() (order []int) {
			for row := range k {
				for column := range width {
					order = append(order, 2*row*width+from+column)
				}
			}
			return order
		}}
	}
	return half(0), half(width)
}

// comparePrior returns a *MisfitError if the tensors of a prior in the file are not those of the
// model.
func (i *Import) comparePrior(m *vae.Model) error {
	tensors, err := priorTensors(m)
	if err != nil {
		return err
	}
	faults := map[string]string{}
	for _, t := range tensors {
		if !slices.Equal(t.Data, i.found[t.Name].Data) {
			faults[t.Name] = fmt.Sprintf("%s has other numbers than the prior %s", t.Name, m.Config().PriorName())
		}
	}
	return i.misfits(faults)
}

// underFitted returns the model under the fitted prior in the file.
func (i *Import) underFitted(m *vae.Model) (*vae.Model, error) {
	p := vae.PriorMixture{
		Weights: i.found[priorWeight].Data, ByClass: i.found[priorByClass].Data,
		Means: i.found[priorMean].Data, Factors: i.found[priorFactor].Data,
	}
	fitted, err := vae.RestorePrior(vae.PriorFit{Model: m.Digest(), Classes: i.classes, Binarize: i.Binarize}, p)
	if err != nil {
		return nil, err
	}
	return m.WithPrior(fitted)
}
