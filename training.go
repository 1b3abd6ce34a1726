package vae

import (
	"fmt"

	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/reduce"
)

// Training is the graph that computes the objective of a batch and its derivatives. It shares the
// weights of its model and is not safe for concurrent use.
type Training struct {
	graph
	model     *Model
	index     map[int]int // of the labels of a conditional model
	program   *nn.Program
	beta      *nn.Node // (1)
	objective *nn.Node // scalar
}

// Terms are means over a batch and its draws, in nats.
type Terms struct {
	Recon     float64 // −log p(x|z), summed over pixels
	KL        float64 // KL(q(z|x) ‖ p(z)), summed over latent dimensions
	Objective float64 // what is minimised: Recon + β·KL, or what the Objective says
}

// NELBO returns the negative evidence lower bound, Recon + KL, whatever β is.
func (t Terms) NELBO() float64 { return t.Recon + t.KL }

// NewTraining returns the graph that trains for the objective on batches of the given size.
func (m *Model) NewTraining(batch int, o Objective) (*Training, error) {
	if batch < 1 {
		return nil, fault.Of("vae", fmt.Errorf("batch of %d images", batch))
	}
	if err := o.Validate(); err != nil {
		return nil, fault.Of("vae", err)
	}
	b := nn.NewBuilder(m.params)
	t := &Training{model: m, index: indexOf(m.classes), graph: m.addGraph(b, batch, o)}
	t.beta = b.Input("beta", 1)
	t.objective = o.add(b, t.graph, t.beta)
	b.Minimize(t.objective)
	var err error
	if t.program, err = b.Compile(); err != nil {
		return nil, fault.Of("vae", err)
	}
	return t, nil
}

// Give copies a batch of images, and their labels if the model depends on them, to the input of
// Step.
func (t *Training) Give(in Input) error {
	images := t.program.Input(t.images)
	if len(in.Images) != len(images) {
		return fault.Of("vae", fmt.Errorf("a batch of %d pixels, want %d", len(in.Images), len(images)))
	}
	copy(images, in.Images)
	if t.labels == nil {
		return nil
	}
	y, classes := t.program.Input(t.labels), len(t.index)
	clear(y)
	return fault.Of("vae", eachIndex(t.index, in.Labels, len(y)/classes, func(i, k int) { y[i*classes+k] = 1 }))
}

// Noise returns the input (B·S·Latent) to be filled with standard normal draws before Step.
func (t *Training) Noise() []float32 { return t.program.Input(t.draw.Noise) }

// Step computes the terms of the objective with the given β, and the derivatives that Gradients
// returns.
func (t *Training) Step(beta float64) (Terms, error) {
	t.program.Input(t.beta)[0] = float32(beta)
	if err := t.program.Run(); err != nil {
		return Terms{}, fault.Of("vae", fmt.Errorf("training step: %w", err))
	}
	return Terms{
		Recon:     -reduce.Mean(t.program.Value(t.logProb)),
		KL:        reduce.Mean(t.program.Value(t.kl)),
		Objective: float64(t.program.Value(t.objective)[0]),
	}, nil
}

// Gradient is an array of weights with the derivative of the objective with respect to it.
type Gradient = nn.Gradient

// Gradients returns every array of weights with its derivative, in the order of Parameters. Each
// step overwrites the derivatives.
func (t *Training) Gradients() []Gradient { return t.program.Gradients() }

// OnFinal has every Step call f while it goes on: f(i) when the derivatives of Gradients from the
// i-th on are final. Those of the last layers come first; the last call is f(0).
func (t *Training) OnFinal(f func(i int)) { t.program.OnFinal(f) }

// Timing is the time that an operation of the graph took, in all steps so far.
type Timing = nn.Timing

// Timings returns the time of every operation, forward and backward.
func (t *Training) Timings() []Timing { return t.program.Timings() }

// NonFinite returns the name of the first array of the last step, in order of computation, that
// holds a NaN or an infinity. The objective must hold one.
func (t *Training) NonFinite() string {
	if !kernel.Finite(t.program.Input(t.images)) {
		return "the images"
	}
	for _, p := range t.model.Parameters() {
		if !kernel.Finite(p.Data) {
			return p.Name
		}
	}
	if name := t.program.NonFinite(); name != "" {
		return name
	}
	for _, g := range t.program.Gradients() {
		if !kernel.Finite(g.Grad) {
			return "the gradient of " + g.Name
		}
	}
	return "the objective"
}
