package train_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/shards"
	"vae/train"
)

// meeting is where steppers hand over their parts of one step.
type meeting struct {
	arriving sync.WaitGroup
	nodes    [][]shards.Node // of each stepper
	terms    [][]vae.Terms   // likewise, those of its shards alone
}

// total is what the exchange of stepper i returns.
func (m *meeting) total(i int, own *shards.Sum, terms []vae.Terms) []float32 {
	m.nodes[i], m.terms[i] = own.Nodes, terms
	m.arriving.Done()
	m.arriving.Wait()
	var tree shards.Tree
	for r, nodes := range m.nodes {
		for _, n := range nodes {
			tree.Push(shards.Node{Low: n.Low, Size: n.Size, Sum: slices.Clone(n.Sum)})
		}
		low, high := shards.Part(len(terms), r, len(m.nodes))
		if r != i {
			copy(terms[low:high], m.terms[r][low:high])
		}
	}
	return tree.Total()
}

// TestStepper_sharesTheShards takes the same steps by one stepper and by several, each of which
// computes its part of the shards, and finds the same bytes in all.
func TestStepper_sharesTheShards(t *testing.T) {
	const steps = 3
	splits := digits(t)
	for _, count := range []int{2, 6, 8} {
		config := variant(t, splits, `{"data": {"binarize": "dynamic"}, "optimization": {"batch_size": 24, "clip": 5}}`)
		config.Optimization.Shards = count
		var terms []vae.Terms
		alone, want, loader := sharded(t, config, splits)
		for n := range steps {
			terms = append(terms, partOf(t, alone, loader, n, 0, 1))
		}
		for size := 1; size <= min(5, count); size++ {
			group := newGroup(t, config, splits, size)
			for n := range steps {
				for i, got := range group.step(t, loader, n) {
					if got != terms[n] {
						t.Errorf("%d shards, stepper %d of %d: terms %+v, want %+v", count, i, size, got, terms[n])
					}
				}
			}
			for i, model := range group.models {
				for j, p := range model.Parameters() {
					if !slices.Equal(p.Data, want.Parameters()[j].Data) {
						t.Errorf("%d shards, stepper %d of %d: %s differs", count, i, size, p.Name)
					}
				}
			}
		}
	}
}

// group is steppers that share the shards of their steps.
type group struct {
	meeting  *meeting // of the step under way
	steppers []*train.Stepper
	models   []*vae.Model
}

func newGroup(t *testing.T, config train.Config, splits *data.Splits, size int) *group {
	t.Helper()
	g := &group{}
	for i := range size {
		stepper, model, _ := sharded(t, config, splits)
		e := train.Exchange{Own: shards.NewSum(func() []float32 { return make([]float32, model.Weights()) })}
		e.Low, e.High = shards.Part(config.Optimization.Shards, i, size)
		e.Total = func(own *shards.Sum, terms []vae.Terms) ([]float32, error) {
			return g.meeting.total(i, own, terms), nil
		}
		stepper.ShareBy(e)
		g.steppers, g.models = append(g.steppers, stepper), append(g.models, model)
	}
	return g
}

// step takes a step and returns the terms that each stepper sees.
func (g *group) step(t *testing.T, loader *data.Loader, n int) []vae.Terms {
	size := len(g.steppers)
	terms := make([]vae.Terms, size)
	g.meeting = &meeting{nodes: make([][]shards.Node, size), terms: make([][]vae.Terms, size)}
	g.meeting.arriving.Add(size)
	var all sync.WaitGroup
	for i, s := range g.steppers {
		all.Go(func() { terms[i] = partOf(t, s, loader, n, i, size) })
	}
	all.Wait()
	return terms
}

// partOf takes step n, of which the stepper computes part i of so many.
func partOf(t *testing.T, s *train.Stepper, loader *data.Loader, n, i, parts int) vae.Terms {
	low, high := shards.Part(loader.Shards, i, parts)
	for shard, err := range loader.From(context.Background(), int64(n)) {
		if err != nil {
			t.Error(err)
			break
		}
		if shard.Shard < low || shard.Shard >= high {
			continue
		}
		terms, taken, err := s.Step(shard)
		if err != nil {
			t.Error(err)
		}
		if err != nil || taken {
			return terms
		}
	}
	return vae.Terms{}
}
