package vae

import (
	"fmt"
	"sync"

	"vae/dist"
	"vae/internal/fault"
	"vae/internal/nn"
)

// Parameter is a named array of a model's weights.
type Parameter = nn.Param

// Layer describes a layer of a network.
type Layer = nn.Layer

// Model is a variational autoencoder: an architecture and its weights.
type Model struct {
	parts
	config  Config
	params  *nn.Params
	layers  []Layer
	classes []Class // that the networks or the prior depend on
	noise   struct{ prior, likelihood dist.Noise }
	closed  bool       // whether KL(q(z|x) ‖ p(z)) has a closed form
	normal  bool       // whether p(z) is normal, but not N(0, I)
	exact   dist.Exact // the prior: see dist.ExactOf
	fitted  *FittedPrior

	encoding, trainedEncoding, decoding, drawing, sampling, classSampling, divergence, priorParams, logPrior forward

	mu                        sync.Mutex       // guards the maps
	weighing, ratios, jointly map[int]*forward // by the number of draws; the last one only
}

// New returns a model with initial weights, which depend only on the config, the seed and the
// start.
func New(config Config, seed uint64, start Start) (*Model, error) {
	if err := config.Validate(); err != nil {
		return nil, fault.Of("vae", err)
	}
	if len(start.Mean) != config.Pixels() {
		return nil, fault.Of("vae", fmt.Errorf("mean image of %d pixels, want %d", len(start.Mean), config.Pixels()))
	}
	return newModel(config, nn.NewParams(seed), start)
}

// Restore returns the model with the given weights, which it keeps. They must include all weights
// of the config.
func Restore(config Config, params []Parameter) (*Model, error) {
	if err := config.Validate(); err != nil {
		return nil, fault.Of("vae", err)
	}
	return newModel(config, nn.RestoreParams(params), Start{})
}

// newModel builds each part once, so that all weights exist and have the right shapes.
func newModel(config Config, params *nn.Params, start Start) (*Model, error) {
	parts, err := config.parts(start)
	if err != nil {
		return nil, fault.Of("vae", err)
	}
	return assemble(config, params, parts, config.Classes)
}

// assemble returns the model of these parts and classes.
func assemble(config Config, params *nn.Params, parts parts, classes []Class) (*Model, error) {
	m := &Model{
		parts: parts, config: config, params: params, classes: classes,
		weighing: map[int]*forward{}, ratios: map[int]*forward{}, jointly: map[int]*forward{},
	}
	b := nn.NewBuilder(params)
	q, p, l := parts.of(b, config)
	if err := b.Err(); err != nil {
		return nil, fault.Of("vae", err)
	}
	m.layers = b.Layers()
	m.exact = dist.ExactOf(p)
	_, m.normal = p.(dist.Normal)
	m.noise.prior, m.noise.likelihood, m.closed = p.Noise(), l.Noise(), dist.Closed(q, p)
	m.encoding = forward{name: "encode", model: m, build: m.buildEncoding}
	m.trainedEncoding = forward{name: "encode", model: m, build: m.buildTrainedEncoding}
	m.decoding = forward{name: "decode", model: m, build: m.buildDecoding}
	m.drawing = forward{name: "draw", model: m, build: m.buildDrawing}
	m.sampling = forward{name: "draw from the prior", model: m, build: m.buildSampling}
	m.classSampling = forward{name: "draw from p(z|y)", model: m, build: m.buildClassSampling}
	m.logPrior = forward{name: "log p(z)", model: m, build: m.buildLogPrior}
	m.priorParams = forward{name: "params of p(z|y)", model: m, build: m.buildPriorParams}
	m.divergence = forward{name: "KL", model: m, build: m.buildDivergence}
	return m, nil
}

// Config returns the architecture.
func (m *Model) Config() Config { return m.config }

// Layers returns the layers of both networks, each after those that it reads. Weights outside the
// networks, such as those of a prior, are only in Parameters.
func (m *Model) Layers() []Layer { return m.layers }

// Parameters returns the weights in the order of the network. Their data may be changed in place
// while no other method runs.
func (m *Model) Parameters() []*Parameter { return m.params.All() }

// Weights returns the number of weights.
func (m *Model) Weights() int { return m.params.Count() }
