package train_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/shards"
	"vae/train"
)

// inBuckets has steppers of this test exchange the gradients of even the smallest models in several
// buckets.
func inBuckets(t *testing.T) {
	before := *train.Enough
	*train.Enough = 1
	t.Cleanup(func() { *train.Enough = before })
}

// TestStepper_sharesTheShards takes the same steps by one stepper and by several, each of which
// computes its part of the shards, and finds the same bytes in all.
func TestStepper_sharesTheShards(t *testing.T) {
	const steps = 3
	splits := digits(t)
	for i, count := range []int{2, 6, 8, 8} {
		config := variant(t, splits, `{"data": {"binarize": "dynamic"}, "optimization": {"batch_size": 24, "clip": 5}}`)
		config.Optimization.Shards = count
		if i == 3 {
			config.Model.Prior = "vamp" // the encoder is in the graph twice
			inBuckets(t)
		}
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
	steppers []*train.Stepper
	models   []*vae.Model
}

func newGroup(t *testing.T, config train.Config, splits *data.Splits, size int) *group {
	t.Helper()
	g, crowd := &group{}, newCrowd(size)
	for i := range size {
		stepper, model, _ := sharded(t, config, splits)
		check(t, stepper.ShareWith(train.Peers{Rank: i, Size: size, Link: &member{crowd: crowd, rank: i}}))
		g.steppers, g.models = append(g.steppers, stepper), append(g.models, model)
	}
	return g
}

// step takes a step and returns the terms that each stepper sees.
func (g *group) step(t *testing.T, loader *data.Loader, n int) []vae.Terms {
	size := len(g.steppers)
	terms := make([]vae.Terms, size)
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

// TestStepper_sharesTheNameOfABadArray puts a NaN into the images of one shard, and finds all that
// share the shards to name it.
func TestStepper_sharesTheNameOfABadArray(t *testing.T) {
	splits := digits(t)
	config := variant(t, splits, `{"optimization": {"batch_size": 24, "shards": 3}}`)
	group := newGroup(t, config, splits, 3)
	_, _, loader := sharded(t, config, splits)
	var all sync.WaitGroup
	for shard, err := range loader.From(t.Context(), 0) {
		check(t, err)
		if shard.Step > 0 {
			break
		}
		shard.Images = slices.Clone(shard.Images)
		if shard.Shard == 1 {
			shard.Images[5] = float32(math.NaN())
		}
		all.Go(func() {
			_, taken, err := group.steppers[shard.Shard].Step(shard)
			var numbers *train.NumbersError
			if taken || !errors.As(err, &numbers) || numbers.Tensor != "the images" {
				t.Errorf("stepper %d: taken %v, error %v", shard.Shard, taken, err)
			}
		})
	}
	all.Wait()
}
