package ranks

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vae/internal/shards"
)

// gradient returns one of n elements, so unlike others in size that every order of additions shows.
// It depends on nothing but step and shard.
func gradient(step, shard, n int) []float32 {
	r := rand.New(rand.NewPCG(uint64(step), uint64(shard)))
	g := make([]float32, n)
	for i := range g {
		g[i] = float32((r.Float64() - 0.5) * float64(int(1)<<r.IntN(16)))
	}
	return g
}

// checkSum checks that this rank has the sum that a process has which is alone, in each step.
func checkSum(w *World, steps, count, n int) error {
	sum, err := NewSum(w, count, n)
	if err != nil {
		return err
	}
	for step := range steps {
		whole := shards.NewSum(func() []float32 { return make([]float32, n) })
		whole.Begin(0)
		for shard := range count {
			g := gradient(step, shard, n)
			whole.Add(g)
			if sum.Low <= shard && shard < sum.High {
				sum.Own.Add(g[:n/3], g[n/3:])
			}
		}
		got, err := sum.Total()
		if err != nil {
			return err
		}
		if want := whole.Total(); !slices.Equal(got, want) {
			return fmt.Errorf("step %d, %d shards of %d elements: %v, want %v", step, count, n, got, want)
		}
	}
	return nil
}

// The bytes of a sum do not depend on the number of ranks, whether that divides the shards or not,
// nor on how many elements are sent at a time.
func TestSum_isThatOfOneRank(t *testing.T) {
	for _, r := range []int{1 << 22, 40, 1} {
		lower(t, &room, r)
		lower(t, &piece, max(1, r/10))
		for _, count := range []int{1, 2, 3, 5, 8, 12, 16, 23} {
			for n := 1; n <= min(count, 9); n++ {
				everyone(t, n, func(w *World) error { return checkSum(w, 2, count, 37) })
			}
		}
	}
	everyone(t, 3, func(w *World) error { return checkSum(w, 2, 4, 2) }) // more ranks than elements
}

// By halves it is the same sum, also where the halves are not equal, or empty.
func TestSum_byHalvesIsTheSame(t *testing.T) {
	lower(t, &many, 2)
	lower(t, &piece, 3)
	for _, size := range []int{2, 4, 8, 16} {
		for _, n := range []int{1, 5, 37, 64} {
			everyone(t, size, func(w *World) error { return checkSum(w, 2, 2*size, n) })
		}
	}
	everyone(t, 4, func(w *World) error { return checkSum(w, 2, 12, 37) }) // three shards are two nodes
}

func TestSum_choosesHalvesForMany(t *testing.T) {
	for _, c := range []struct {
		size, count int
		want        bool
	}{{32, 32, false}, {64, 64, true}, {64, 256, true}, {64, 192, false}, {48, 48, false}, {2, 2, false}} {
		s := Sum{world: &World{size: c.size}}
		for r := range c.size {
			s.most = max(s.most, len(shards.Cover(shards.Part(c.count, r, c.size))))
		}
		if got := s.halves(); got != c.want {
			t.Errorf("%d shards on %d ranks by halves: %v, want %v", c.count, c.size, got, c.want)
		}
	}
	if testing.Short() {
		t.Skip("64 ranks")
	}
	everyone(t, 64, func(w *World) error { return checkSum(w, 2, 128, 101) })
}

func TestSum_needsAShardForEachRank(t *testing.T) {
	_, err := NewSum(&World{size: 9}, 8, 1)
	if want := "ranks: 9 ranks for 8 shards: each rank needs at least one"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
