package train

import (
	"vae"
	"vae/internal/optim"
	"vae/internal/reduce"
	"vae/internal/shards"
)

// exchange is how processes share out the shards of a step, and add up what they have computed.
type exchange interface {
	// own returns the shards low, …, high − 1, which this process computes, and the sum to which
	// their gradients are added.
	own() (low, high int, gradient *shards.Sum)

	// total returns the sum of the gradients of all shards, and sets the terms of those that other
	// processes have computed.
	total(terms []vae.Terms) ([]float32, error)
}

// alone is the exchange of a process without others, which computes all shards.
type alone struct {
	count int
	sum   *shards.Sum
}

// newAlone returns the exchange for gradients of so many weights.
func newAlone(count, weights int) alone {
	return alone{count, shards.NewSum(func() []float32 { return make([]float32, weights) })}
}

func (a alone) own() (low, high int, gradient *shards.Sum) { return 0, a.count, a.sum }

func (a alone) total([]vae.Terms) ([]float32, error) { return a.sum.Total(), nil }

// sharded is the batch of a step. Its objective is the mean of those of its shards.
type sharded struct {
	exchange  exchange
	low, high int // the shards that this process computes
	sum       *shards.Sum
	terms     []vae.Terms // of every shard
	gradient  [][]float32 // of the last shard that was computed, an array for each of the weights
	nonFinite string      // array of the first shard whose objective is not finite, or ""
}

// newSharded returns a batch of that many shards, whose gradients the graph computes.
func newSharded(e exchange, count int, graph *vae.Training) *sharded {
	s := &sharded{exchange: e, terms: make([]vae.Terms, count)}
	s.low, s.high, s.sum = e.own()
	for _, g := range graph.Gradients() {
		s.gradient = append(s.gradient, g.Grad)
	}
	return s
}

// whole reports whether the batch is one shard, whose gradient need not leave the graph.
func (s *sharded) whole() bool { return len(s.terms) == 1 }

// add takes the terms and the gradient of a shard that the graph has just computed. The first shard
// of a process begins a new batch.
func (s *sharded) add(shard int, terms vae.Terms, graph *vae.Training) {
	if shard == s.low {
		s.nonFinite = ""
		s.sum.Begin(shard)
	}
	s.terms[shard] = terms
	if s.nonFinite == "" && !reduce.Finite(terms.Objective) {
		s.nonFinite = graph.NonFinite()
	}
	if !s.whole() {
		s.sum.Add(s.gradient...)
	}
}

// total returns the means of the terms over all shards. It sets the gradients of the variables to
// the sums over all shards.
func (s *sharded) total(variables []optim.Variable) (mean vae.Terms, err error) {
	if !s.whole() {
		sum, err := s.exchange.total(s.terms)
		if err != nil {
			return vae.Terms{}, err
		}
		for i, g := range s.gradient {
			variables[i].Grad, sum = sum[:len(g)], sum[len(g):]
		}
	}
	n := float64(len(s.terms))
	for _, t := range s.terms {
		mean.Recon += t.Recon / n
		mean.KL += t.KL / n
		mean.Objective += t.Objective / n
	}
	return mean, nil
}
