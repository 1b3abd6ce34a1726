package train

import "vae/internal/optim"

// ParseConfig and ParseRows parse the content of config.json and of metrics.jsonl.
var (
	ParseConfig = parseConfig
	ParseRows   = parseRows
)

// Variables returns the weights with the sums of their gradients over the shards of the last step.
func (s *Stepper) Variables() []optim.Variable { return s.variables }

// ShareWith makes the stepper compute only the shards of this one of the peers.
func (s *Stepper) ShareWith(p Peers) error { return (&team{Peers: p}).shareOut(s) }

// Enough is the least number of weights of a bucket.
var Enough = &enough
