package export

import (
	"slices"
	"strings"

	"vae/internal/choice"
)

// layout is how a program names weights in the layouts of torch.nn.
type layout struct {
	// modules holds, for modules of model.py that the program calls otherwise, those that have their
	// rows, one after the other.
	modules map[string][]string

	of         string // what it is the layout of
	activation string // of its networks; "" if the names do not tell
	prior      bool   // whether the prior is among the weights; else it is N(0, I)
}

// layouts is the table.
var layouts = choice.List[layout]{
	{Name: "model.py", Help: "by vae export", Value: layout{prior: true}},
	{Name: "example", Help: "the VAE among PyTorch's examples: fc1, fc21, fc22, fc3, fc4", Value: layout{of: "PyTorch's VAE example", activation: "relu",
		modules: map[string][]string{
			"encoder.fc1": {"fc1"}, "encoder.posterior": {"fc21", "fc22"}, "decoder.fc1": {"fc3"}, "decoder.pixels": {"fc4"},
		}}},
}

// Layouts lists the layouts of weights that Read knows.
func Layouts() choice.Menu { return layouts.Menu() }

// names returns the names of the weights whose rows that of model.py has.
func (l layout) names(name string) []string {
	dot := strings.LastIndex(name, ".")
	if dot < 0 || l.modules[name[:dot]] == nil {
		return []string{name}
	}
	var all []string
	for _, module := range l.modules[name[:dot]] {
		all = append(all, module+name[dot:])
	}
	return all
}

// split returns the array as the program has it: as many, each with its share of the rows.
func (l layout) split(a array) (all []array) {
	names := l.names(a.name)
	for i, name := range names {
		shape := slices.Clone(a.shape)
		shape[0] /= len(names)
		n := product(shape)
		all = append(all, array{name, view{shape, a.of, func() []int { return a.order()[i*n : (i+1)*n] }}})
	}
	return all
}

// wrappers are modules that programs put around others, by the names that these give them.
var wrappers = []wrapper{
	{"module", "DataParallel"},
	{"_orig_mod", "torch.compile"},
}

type wrapper struct{ name, of string }

// unwrapped returns the name of a weight without those of wrappers, which it adds to seen.
func unwrapped(name string, seen map[wrapper]bool) string {
	parts := strings.Split(name, ".")
	parts = slices.DeleteFunc(parts, func(part string) bool {
		i := slices.IndexFunc(wrappers, func(w wrapper) bool { return w.name == part })
		if i >= 0 {
			seen[wrappers[i]] = true
		}
		return i >= 0
	})
	return strings.Join(parts, ".")
}
