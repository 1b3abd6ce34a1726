package train

import (
	"vae"
	"vae/internal/shards"
)

// exchange is how processes share out the shards of a step, and add up what they have computed.
type exchange interface {
	// part returns the shards low, …, high − 1, which this process computes.
	part() (low, high int)

	// newSum returns the sum of all shards' gradients of so many weights: own takes those of this
	// process, and total returns the sum over all, valid until more is added.
	newSum(weights int) (own *shards.Sum, total func() ([]float32, error), err error)

	// share sets the terms of the shards that other processes have computed.
	share(terms []vae.Terms) error

	// firstNamed returns the name that the first of all processes says which does not say "".
	firstNamed(own string) (string, error)
}

// alone is the exchange of a process without others, which computes so many shards.
type alone int

func (a alone) part() (low, high int) { return 0, int(a) }

func (alone) newSum(weights int) (own *shards.Sum, total func() ([]float32, error), err error) {
	own = shards.NewSum(func() []float32 { return make([]float32, weights) })
	return own, func() ([]float32, error) { return own.Total(), nil }, nil
}

func (alone) share([]vae.Terms) error { return nil }

func (alone) firstNamed(own string) (string, error) { return own, nil }
