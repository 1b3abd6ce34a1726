package nn

import (
	"fmt"
	"slices"

	"vae/internal/rng"
)

// Param is a named array of weights.
type Param struct {
	Name  string // such as "encoder/fc1/weight"
	Shape []int
	Data  []float32
}

// Params holds the weights of a model, in the order in which they were first asked for. The first
// graph that is built creates them; others share them.
type Params struct {
	list   []*Param
	seed   uint64
	stored map[string]*Param // of a restored set: the given ones
	sketch bool              // they have shapes but no data
}

// NewParams returns an empty set. Weights that graphs ask for are created with initial values that
// depend only on the seed and their name.
func NewParams(seed uint64) *Params {
	return &Params{seed: seed}
}

// NewSketch returns an empty set whose weights will have shapes but no data: its graphs describe
// networks without their memory, and cannot run.
func NewSketch() *Params { return &Params{sketch: true} }

// RestoreParams returns a set of exactly the given weights: a graph that asks for others is an
// error.
func RestoreParams(list []Param) *Params {
	p := &Params{stored: map[string]*Param{}}
	for _, param := range list {
		p.stored[param.Name] = &param
	}
	return p
}

// All returns the arrays of weights in order. Their data may be changed in place.
func (p *Params) All() []*Param { return p.list }

// Get returns the array of that name, or nil.
func (p *Params) Get(name string) *Param {
	i := slices.IndexFunc(p.list, func(q *Param) bool { return q.Name == name })
	if i < 0 {
		return nil
	}
	return p.list[i]
}

// Count returns the number of weights.
func (p *Params) Count() int {
	n := 0
	for _, param := range p.list {
		n += Shape(param.Shape).TotalSize()
	}
	return n
}

// get returns the array of that name, which it adds if it is new.
func (p *Params) get(name string, init Initializer, shape Shape) (*Param, error) {
	param := p.Get(name)
	if param == nil {
		if param = p.stored[name]; param == nil && p.stored != nil {
			return nil, fmt.Errorf("parameter %s is missing", name)
		}
		if param == nil {
			param = p.create(name, init, shape)
		}
		p.list = append(p.list, param)
	}
	if !slices.Equal(param.Shape, []int(shape)) || len(param.Data) != shape.TotalSize() && !p.sketch {
		return nil, fmt.Errorf("parameter %s has shape %v, the network needs %v", name, param.Shape, []int(shape))
	}
	return param, nil
}

// create returns new weights with their initial values.
func (p *Params) create(name string, init Initializer, shape Shape) *Param {
	param := &Param{Name: name, Shape: slices.Clone([]int(shape))}
	if p.sketch {
		return param
	}
	param.Data = make([]float32, shape.TotalSize())
	source := rng.Stream(p.seed, "init/"+name, 0)
	init(param.Data, shape, &source)
	return param
}
