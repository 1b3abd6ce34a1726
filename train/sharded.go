package train

import (
	"runtime"

	"vae"
	"vae/internal/optim"
	"vae/internal/reduce"
)

// sharded is the batch of a step. Its objective is the mean of those of its shards.
type sharded struct {
	exchange  exchange
	graph     *vae.Training
	low, high int         // the shards that this process computes
	terms     []vae.Terms // of every shard
	nonFinite string      // array of the first shard whose objective is not finite, or ""

	buckets []*bucket
	filled  int          // buckets that have the gradient of the shard under way
	full    chan *bucket // those whose sum over all shards is due, while the last shard is under way; else nil
	summed  chan error   // that all of them are summed
}

// newSharded returns a batch of that many shards, which the graph computes.
func newSharded(e exchange, count int, graph *vae.Training) (s *sharded, err error) {
	s = &sharded{exchange: e, graph: graph, terms: make([]vae.Terms, count)}
	s.low, s.high = e.part()
	if s.whole() {
		return s, nil
	}
	s.buckets, err = newBuckets(e, graph.Gradients())
	graph.OnFinal(s.fill)
	return s, err
}

// whole reports whether the batch is one shard, whose gradient need not leave the graph.
func (s *sharded) whole() bool { return len(s.terms) == 1 }

// compute computes the terms and the gradient of a shard. The first shard of a process begins a new
// batch. While the last is under way the buckets that are full are summed over all processes, or
// after it if there is but one core.
func (s *sharded) compute(shard int, beta float64) error {
	if shard == s.low {
		s.nonFinite = ""
		for _, b := range s.buckets {
			b.own.Begin(shard)
		}
	}
	s.filled, s.full = 0, nil
	if shard+1 == s.high && !s.whole() {
		s.full, s.summed = make(chan *bucket, len(s.buckets)), make(chan error, 1)
		if runtime.GOMAXPROCS(0) > 1 {
			go sum(s.full, s.summed)
		} else { // whoever waits for a message asks again and again, and would keep the core from the graph
			defer sum(s.full, s.summed)
		}
		defer close(s.full)
	}
	terms, err := s.graph.Step(beta)
	if err != nil {
		return err
	}
	s.terms[shard] = terms
	if s.nonFinite == "" && !reduce.Finite(terms.Objective) {
		s.nonFinite = s.graph.NonFinite()
	}
	return nil
}

// fill adds the gradients of a shard to the buckets whose arrays are all from the i-th on.
func (s *sharded) fill(i int) {
	for ; s.filled < len(s.buckets) && s.buckets[s.filled].first >= i; s.filled++ {
		b := s.buckets[s.filled]
		b.own.Add(b.gradient...)
		if s.full != nil {
			s.full <- b
		}
	}
}

// sum sums the buckets that come, up to the first error, which it returns when no more come.
func sum(full <-chan *bucket, summed chan<- error) {
	var err error
	for b := range full {
		if err == nil {
			b.sum, err = b.total()
		}
	}
	summed <- err
}

// total returns the means of the terms over all shards, once the last shard of this process has
// been computed. It sets the gradients of the variables to the sums over all shards.
func (s *sharded) total(variables []optim.Variable) (mean vae.Terms, err error) {
	if !s.whole() {
		if err := <-s.summed; err != nil {
			return vae.Terms{}, err
		}
		for _, b := range s.buckets {
			b.give(variables)
		}
		if err := s.exchange.share(s.terms); err != nil {
			return vae.Terms{}, err
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
