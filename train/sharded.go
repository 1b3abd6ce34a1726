package train

import (
	"vae"
	"vae/internal/optim"
	"vae/internal/reduce"
	"vae/internal/shards"
)

// peers are the processes among which the shards of a step are shared out.
type peers interface {
	// part returns the shards low, …, high − 1 of a batch, which this process computes.
	part(shards int) (low, high int)

	// total returns the sum of the gradients of all shards, of which own has those of this process,
	// and sets the terms of the other processes' shards.
	total(own *shards.Sum, terms []vae.Terms) ([]float32, error)
}

// alone is a process without others: it computes all shards.
type alone struct{}

func (alone) part(shards int) (low, high int) { return 0, shards }

func (alone) total(own *shards.Sum, _ []vae.Terms) ([]float32, error) { return own.Total(), nil }

// sharded is the batch of a step. Its objective is the mean of those of its shards.
type sharded struct {
	peers     peers
	low, high int         // the shards that this process computes
	terms     []vae.Terms // of every shard
	gradient  [][]float32 // of the last shard, an array for each of the weights
	sum       *shards.Sum // nil: there is one shard
	nonFinite string      // array of the first shard of which the objective is not finite, or ""
}

// newSharded returns a batch of n shards, the gradient of each of which the graph computes.
func newSharded(n int, graph *vae.Training) *sharded {
	s := &sharded{peers: alone{}, terms: make([]vae.Terms, n)}
	s.low, s.high = s.peers.part(n)
	weights := 0
	for _, g := range graph.Gradients() {
		s.gradient = append(s.gradient, g.Grad)
		weights += len(g.Grad)
	}
	if n > 1 {
		s.sum = shards.NewSum(func() []float32 { return make([]float32, weights) })
	}
	return s
}

// add takes the terms and the gradient of a shard that the graph has just computed. The first shard
// of a process begins a new batch.
func (s *sharded) add(shard int, terms vae.Terms, graph *vae.Training) {
	if shard == s.low {
		s.nonFinite = ""
	}
	s.terms[shard] = terms
	if s.nonFinite == "" && !reduce.Finite(terms.Objective) {
		s.nonFinite = graph.NonFinite()
	}
	if s.sum == nil {
		return
	}
	if shard == s.low {
		s.sum.Begin(shard)
	}
	s.sum.Add(s.gradient...)
}

// total returns the means of the terms over all shards. It sets the gradients of the variables to
// the sums over all shards.
func (s *sharded) total(variables []optim.Variable) (mean vae.Terms, err error) {
	if s.sum != nil {
		sum, err := s.peers.total(s.sum, s.terms)
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
