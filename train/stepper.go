package train

import (
	"cmp"
	"fmt"
	"time"

	"vae"
	"vae/data"
	"vae/internal/optim"
	"vae/internal/reduce"
	"vae/internal/rng"
	"vae/loss"
)

// Stepper takes the steps of an optimisation.
type Stepper struct {
	model     *vae.Model
	graph     *vae.Training
	batch     *sharded
	optimizer optim.Optimizer
	variables []optim.Variable // in the order of the model's parameters; their gradients are sums over shards
	steps     int64            // taken
	rate      optim.Schedule
	clip      float64
	beta      loss.Warmup
	seed      uint64
	spent     Timings
}

// Timings is the time that the steps so far took.
type Timings struct {
	Input      time.Duration // copying the batch and drawing the noise
	Graph      time.Duration // the objective and its derivatives, added up over the shards
	Update     time.Duration // the optimiser
	Operations []vae.Timing  // of the graph, one by one
}

// Timings returns the time that the steps so far took.
func (s *Stepper) Timings() Timings {
	t := s.spent
	t.Operations = s.graph.Timings()
	return t
}

// NewStepper returns a stepper that trains the model from its present weights, in epochs of
// perEpoch steps.
func NewStepper(model *vae.Model, o Optimization, perEpoch int64) (*Stepper, error) {
	rate, err := optim.NewSchedule(o.Schedule, o.LearningRate, int64(o.Epochs)*perEpoch)
	if err != nil {
		return nil, err
	}
	optimizer, err := o.optimizer()
	if err != nil {
		return nil, err
	}
	graph, err := model.NewTraining(o.shardSize(), o.Objective)
	if err != nil {
		return nil, err
	}
	batch, err := newSharded(alone(o.shards()), o.shards(), graph)
	if err != nil {
		return nil, err
	}
	return &Stepper{
		model: model, graph: graph, batch: batch,
		optimizer: optimizer, variables: optim.NewVariables(optimizer, graph.Gradients()),
		rate: rate, clip: o.Clip, beta: loss.Warmup{Beta: o.Beta, Steps: int64(o.BetaWarmup) * perEpoch}, seed: o.Seed,
	}, nil
}

// share makes the stepper compute only its part of the shards.
func (s *Stepper) share(e exchange) (err error) {
	s.batch, err = newSharded(e, len(s.batch.terms), s.graph)
	return err
}

// Steps returns the number of steps taken.
func (s *Stepper) Steps() int64 { return s.steps }

// Step computes a shard of the batch of the next step. With the last shard it takes the step, and
// returns the means over the batch. The error is a *NumbersError if the objective is not finite;
// the weights are then as they were.
func (s *Stepper) Step(shard data.Batch) (terms vae.Terms, taken bool, err error) {
	if err := s.compute(shard); err != nil || shard.Shard+1 < s.batch.high {
		return vae.Terms{}, false, err
	}
	terms, err = s.update()
	return terms, err == nil, err
}

// compute computes the terms and the gradient of a shard.
func (s *Stepper) compute(shard data.Batch) error {
	start := time.Now()
	if err := s.graph.Give(vae.Input{Images: shard.Images, Labels: shard.Labels}); err != nil {
		return err
	}
	noise := rng.Stream(s.seed, "noise", shard.Number)
	noise.Normal(s.graph.Noise())
	s.spent.Input += lap(&start)
	err := s.batch.compute(shard.Shard, s.beta.At(s.steps))
	s.spent.Graph += lap(&start)
	return err
}

// update takes the step whose shards have been computed.
func (s *Stepper) update() (vae.Terms, error) {
	start := time.Now()
	terms, err := s.batch.total(s.variables)
	if err != nil {
		return vae.Terms{}, err
	}
	if !reduce.Finite(terms.Objective) {
		where, err := s.batch.exchange.firstNamed(s.batch.nonFinite)
		if err != nil {
			return vae.Terms{}, err
		}
		return vae.Terms{}, &NumbersError{s.steps + 1, cmp.Or(where, "the objective"), "not finite; " + s.cause()}
	}
	s.spent.Graph += lap(&start)
	step, shards := s.steps, float64(len(s.batch.terms))
	s.steps++
	factor := optim.ClipFactor(s.variables, s.clip*shards) / shards
	now := optim.Step{Number: s.steps, Rate: s.rate(step), Factor: factor}
	for _, v := range s.variables {
		s.optimizer.Update(v, now)
	}
	s.spent.Update += lap(&start)
	return terms, nil
}

// lap returns the time since start and sets start to now.
func lap(start *time.Time) time.Duration {
	now := time.Now()
	defer func() { *start = now }()
	return now.Sub(*start)
}

// cause returns the likely cause of numbers that are not finite.
func (s *Stepper) cause() string {
	if rate := s.rate(s.Steps()); rate > 0.01 {
		return fmt.Sprintf("the learning rate %g is likely too high", rate)
	}
	return "the gradient likely exploded: a lower --lr or --clip 100 may help"
}
