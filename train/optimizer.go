package train

import (
	"cmp"

	"vae"
	"vae/internal/choice"
	"vae/internal/optim"
)

// Optimizers lists what Optimization.Optimizer may be.
func Optimizers() vae.Menu { return optim.Menu() }

// DefaultOptimizer is the optimiser where Optimization.Optimizer is "".
const DefaultOptimizer = optim.Default

func (o Optimization) optimizer() (optim.Optimizer, error) {
	return optim.New(cmp.Or(o.Optimizer, DefaultOptimizer), cmp.Or(o.Momentum, DefaultMomentum), o.Options)
}

// optimizationFields is an Optimization without methods.
type optimizationFields Optimization

// MarshalJSON returns the fields, then the options.
func (o Optimization) MarshalJSON() ([]byte, error) {
	return choice.Marshal(optimizationFields(o), o.Options, Optimizers().Options)
}

// UnmarshalJSON reads fields and options. A field that is unknown is an error.
func (o *Optimization) UnmarshalJSON(text []byte) (err error) {
	o.Options, err = choice.Unmarshal(text, (*optimizationFields)(o), Optimizers().Options)
	return err
}
