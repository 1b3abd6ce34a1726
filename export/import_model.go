package export

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vae"
)

// MisfitError says which tensors of a file are not those of a model.
type MisfitError struct {
	Path   string   // "" if it is not known
	Faults []string // a line for each, in the order of their names
	Of     int      // tensors in the file
}

// Error returns one line with all of them.
func (e *MisfitError) Error() string {
	text := strings.Join(e.Faults, "; ")
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	return text
}

// Model returns the model of the config with the weights in the file, under the prior that was
// fitted to it if the file has that. The error is a *MisfitError if it has other weights.
func (i *Import) Model(c vae.Config) (*vae.Model, error) {
	wanted, err := i.arrays(c)
	if err != nil {
		return nil, err
	}
	faults := map[string]string{}
	weights := map[string]*vae.Parameter{}
	for _, a := range wanted {
		if fault := i.misfit(a.name, a.shape); fault != "" {
			faults[a.name] = fault
		}
		if a.of == nil || faults[a.name] != "" {
			continue
		}
		p := weights[a.of.Name]
		if p == nil {
			p = &vae.Parameter{Name: a.of.Name, Shape: a.of.Shape, Data: make([]float32, product(a.of.Shape))}
			weights[p.Name] = p
		}
		for k, place := range a.order() {
			p.Data[place] = i.found[a.name].Data[k]
		}
	}
	i.addSuperfluous(faults, wanted)
	if err := i.misfits(faults); err != nil {
		return nil, err
	}
	var params []vae.Parameter
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		params = append(params, *weights[name])
	}
	model, err := vae.Restore(c, params)
	if err != nil || !i.layout.prior {
		return model, err
	}
	if i.isFitted() {
		return i.underFitted(model)
	}
	return model, i.comparePrior(model)
}

// arrays returns the weights of models of the config as the program of the layout has them.
func (i *Import) arrays(c vae.Config) (all []array, err error) {
	layers, err := c.Layers()
	if err != nil {
		return nil, err
	}
	nets, err := networks(c, layers)
	if err != nil {
		return nil, err
	}
	for _, n := range nets {
		for _, a := range n.arrays() {
			all = append(all, i.layout.split(a)...)
		}
	}
	params, err := c.Parameters()
	if err != nil {
		return nil, err
	}
	for _, p := range params {
		if name, ok := strings.CutPrefix(p.Name, sharedPrefix); ok {
			all = append(all, array{name, view{p.Shape, p, func() []int { return places(product(p.Shape)) }}})
		}
	}
	return append(all, i.priorArrays(c, params)...), nil
}

// product returns the number of numbers in an array of that shape.
func product(shape []int) int {
	n := 1
	for _, size := range shape {
		n *= size
	}
	return n
}

// misfit returns why a tensor of the file is not of that shape; "" if it is.
func (i *Import) misfit(name string, shape []int) string {
	t, ok := i.found[name]
	switch {
	case !ok:
		return fmt.Sprintf("%s is missing: want %s", name, sizes(shape))
	case t.Data == nil:
		return fmt.Sprintf("%s has numbers of the type %s: want floats", name, i.types[name])
	case !slices.Equal(t.Shape, shape):
		return fmt.Sprintf("%s is %s: want %s", name, sizes(t.Shape), sizes(shape))
	}
	return ""
}

// sizes returns a shape as a user reads it, such as 400×784.
func sizes(shape []int) string {
	if len(shape) == 0 {
		return "a single number"
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", "×"), "[]")
}

// addSuperfluous adds the tensors of the file that the model does not have.
func (i *Import) addSuperfluous(faults map[string]string, wanted []array) {
	for name, t := range i.found {
		if !slices.ContainsFunc(wanted, func(a array) bool { return a.name == name }) {
			faults[name] = fmt.Sprintf("%s is superfluous: it is %s", name, sizes(t.Shape))
		}
	}
}

// misfits returns a *MisfitError of the faults by name, if there are any.
func (i *Import) misfits(faults map[string]string) error {
	if len(faults) == 0 {
		return nil
	}
	e := &MisfitError{Of: len(i.found)}
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		e.Faults = append(e.Faults, faults[name])
	}
	return e
}
