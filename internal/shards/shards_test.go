package shards_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vae/internal/shards"
)

// recursive returns the sum of gradients by the definition of the tree.
func recursive(gradients [][]float32) []float32 {
	n := len(gradients)
	if n == 1 {
		return slices.Clone(gradients[0])
	}
	p := 1
	for 2*p < n {
		p *= 2
	}
	sum := recursive(gradients[:p])
	for i, v := range recursive(gradients[p:]) {
		sum[i] += v
	}
	return sum
}

// draw returns gradients of n elements, so unlike in size that every other order of additions
// shows.
func draw(count, n int) [][]float32 {
	r := rand.New(rand.NewPCG(uint64(count), uint64(n)))
	gradients := make([][]float32, count)
	for s := range gradients {
		gradients[s] = make([]float32, n)
		for i := range gradients[s] {
			gradients[s][i] = float32((r.Float64() - 0.5) * float64(int(1)<<r.IntN(16)))
		}
	}
	return gradients
}

// Whoever has some successive shards adds them up to nodes; all nodes together make the same bytes,
// however many have shared the shards.
func TestTree_isTheDefinition(t *testing.T) {
	const n = 19
	for count := 1; count <= 40; count++ {
		gradients := draw(count, n)
		want := recursive(gradients)
		for parts := 1; parts <= count; parts++ {
			var all shards.Tree
			for i := range parts {
				low, high := shards.Part(count, i, parts)
				sum := shards.NewSum(func() []float32 { return make([]float32, n) })
				sum.Begin(low)
				for _, g := range gradients[low:high] {
					sum.Add(g[:7], g[7:])
				}
				if cover := shards.Cover(low, high); !slices.EqualFunc(cover, sum.Nodes, sameShards) {
					t.Fatalf("shards %d to %d: nodes %v, Cover has %v", low, high, sum.Nodes, cover)
				}
				for _, node := range sum.Nodes {
					all.Push(node)
				}
			}
			if got := all.Total(); !slices.Equal(got, want) {
				t.Errorf("%d shards in %d parts: got %v, want %v", count, parts, got, want)
			}
		}
	}
}

func sameShards(a, b shards.Node) bool { return a.Low == b.Low && a.Size == b.Size }

// A sum that has begun anew holds nothing of the step before, and asks for no more memory.
func TestSum_beginsAnew(t *testing.T) {
	arrays := 0
	sum := shards.NewSum(func() []float32 { arrays++; return make([]float32, 8) })
	for step := range 3 {
		gradients := draw(13, 5+step%2)
		sum.Begin(0)
		for _, g := range gradients {
			sum.Add(g)
		}
		want := recursive(gradients)
		if got := sum.Total()[:len(want)]; !slices.Equal(got, want) {
			t.Errorf("step %d: got %v, want %v", step, got, want)
		}
	}
	if arrays != 4 { // 8 + 4 and a shard that is being added to another
		t.Errorf("%d arrays for 13 shards, want 4", arrays)
	}
}

func TestPart_isFair(t *testing.T) {
	for parts := 1; parts <= 9; parts++ {
		end := 0
		for i := range parts {
			low, high := shards.Part(9, i, parts)
			if size := high - low; low != end || size < 9/parts || size > (9+parts-1)/parts {
				t.Errorf("part %d of %d has shards %d to %d", i, parts, low, high)
			}
			end = high
		}
		if end != 9 {
			t.Errorf("%d parts end at %d of 9", parts, end)
		}
	}
}

func ExampleSum() {
	sum := shards.NewSum(func() []float32 { return make([]float32, 2) })
	sum.Begin(4) // of shards 4 to 6, here
	sum.Add([]float32{1, 2})
	sum.Add([]float32{10, 20})
	sum.Add([]float32{100, 200})
	fmt.Println(sum.Nodes)
	// Output: [{4 2 [11 22]} {6 1 [100 200]}]
}
