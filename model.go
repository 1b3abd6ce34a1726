package vae

import (
	"fmt"
	"sync"

	"vae/internal/nn"
)

// Param is a named array of a model's weights.
type Param = nn.Param

// Model is a variational autoencoder: an architecture and its weights.
type Model struct {
	networks
	config Config
	params *nn.Params

	encoding, decoding stage
	mu                 sync.Mutex     // guards the maps
	weighing, jointly  map[int]*stage // by the number of draws, the last
}

// New returns a model with initial weights, which are a function of the config, the
// seed and the mean training image (D pixels in [0, 1]) alone.
func New(config Config, seed uint64, meanImage []float32) (*Model, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	if len(meanImage) != config.Pixels() {
		return nil, fmt.Errorf("vae: mean image of %d pixels, want %d", len(meanImage), config.Pixels())
	}
	return newModel(config, nn.NewParams(seed), meanImage)
}

// Restore returns the model with the given weights, which it keeps and does not
// copy. They must include all that a model of this config has.
func Restore(config Config, params []Param) (*Model, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	return newModel(config, nn.RestoreParams(params), nil)
}

// newModel builds the graph of the model once, so that all parameters exist and
// have the right shapes.
func newModel(config Config, params *nn.Params, meanImage []float32) (*Model, error) {
	nets, err := config.build(meanImage)
	if err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	m := &Model{networks: nets, config: config, params: params, weighing: map[int]*stage{}, jointly: map[int]*stage{}}
	b := nn.NewBuilder(params)
	m.addGraph(b, 1, Objective{})
	if err := b.Err(); err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	m.encoding = stage{params: params, build: m.buildEncoding}
	m.decoding = stage{params: params, build: m.buildDecoding}
	return m, nil
}

// Config returns the architecture.
func (m *Model) Config() Config { return m.config }

// Params returns the weights, in the order of the network. Their data may be
// changed in place while no other method runs.
func (m *Model) Params() []*Param { return m.params.All() }

// Weights returns the number of weights.
func (m *Model) Weights() int { return m.params.Count() }
