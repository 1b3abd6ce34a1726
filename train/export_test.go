package train

import (
	"vae"
	"vae/internal/optim"
	"vae/internal/shards"
)

// ParseConfig and ParseRows parse the content of config.json and of metrics.jsonl.
var (
	ParseConfig = parseConfig
	ParseRows   = parseRows
)

// Variables returns the weights with the sums of their gradients over the shards of the last step.
func (s *Stepper) Variables() []optim.Variable { return s.variables }

// Exchange is an exchange made of its parts.
type Exchange struct {
	Low, High int
	Own       *shards.Sum
	Total     func(own *shards.Sum, terms []vae.Terms) ([]float32, error)
}

func (e Exchange) own() (low, high int, gradient *shards.Sum) { return e.Low, e.High, e.Own }

func (e Exchange) total(terms []vae.Terms) ([]float32, error) { return e.Total(e.Own, terms) }

// ShareBy makes the stepper compute only its part of the shards.
func (s *Stepper) ShareBy(e Exchange) { s.share(e) }
