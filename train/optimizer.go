package train

import (
	"cmp"

	"vae/internal/choice"
	"vae/internal/optim"
)

// Optimizers returns the names that Optimization.Optimizer may have.
func Optimizers() []string { return optim.Table.Names() }

// OptimizerHelp says in a few words what each of Optimizers is.
func OptimizerHelp() []string { return optim.Table.Help() }

// OptimizerOptions returns the options of all optimisers.
func OptimizerOptions() []choice.Option { return optim.Table.Options() }

// Chosen returns the name of the optimiser.
func (o Optimization) Chosen() string { return cmp.Or(o.Optimizer, optim.Default) }

// Choose sets the optimiser. The options of another one than before have their defaults.
func (o *Optimization) Choose(optimizer string) {
	if optimizer == optim.Default {
		optimizer = ""
	}
	if o.Optimizer != optimizer {
		o.Optimizer, o.Options = optimizer, nil
	}
	o.complete()
}

// complete gives options that are missing their defaults, so that a config holds all numbers that
// a run depends on. What is invalid stays as it is.
func (o *Optimization) complete() {
	item, err := optim.Table.Item("optimizer", o.Chosen())
	if err != nil || len(item.Options) == 0 {
		return
	}
	if all, err := item.Complete(o.Options); err == nil {
		o.Options = all
	}
}

// optimizer returns the optimiser.
func (o Optimization) optimizer() (optim.Optimizer, error) {
	return optim.New(o.Chosen(), cmp.Or(o.Momentum, DefaultMomentum), o.Options)
}

// settings is an Optimization without its methods, for package json.
type settings Optimization

// MarshalJSON returns the object in which the options of the optimiser come last.
func (o Optimization) MarshalJSON() ([]byte, error) {
	return choice.Marshal(settings(o), o.Options, OptimizerOptions())
}

// UnmarshalJSON reads what MarshalJSON writes. Fields that it does not know are errors.
func (o *Optimization) UnmarshalJSON(text []byte) error {
	options, err := choice.Unmarshal(text, (*settings)(o), OptimizerOptions())
	if err != nil {
		return err
	}
	chosen := o.Optimizer
	o.Optimizer, o.Options = "", options
	if chosen != optim.Default {
		o.Optimizer = chosen
	}
	o.complete()
	return nil
}
