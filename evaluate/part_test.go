package evaluate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
)

// crowd is peers that are goroutines: each sends what it says to all others.
type crowd struct {
	rank int
	to   [][]chan said // from each to each
}

type said struct {
	text  []byte
	fault error
}

func newCrowd(size int) (all []*crowd) {
	to := make([][]chan said, size)
	for r := range to {
		to[r] = make([]chan said, size)
		for s := range to[r] {
			to[r][s] = make(chan said, 1)
		}
		all = append(all, &crowd{r, to})
	}
	return all
}

var _ evaluate.Peers = (*crowd)(nil)

func (c *crowd) Place() (rank, size int) { return c.rank, len(c.to) }

func (c *crowd) Gather(own []byte, fault error) ([][]byte, error) {
	for _, ch := range c.to[c.rank] {
		ch <- said{own, fault}
	}
	var all [][]byte
	for r := range c.to {
		s := <-c.to[r][c.rank]
		all = append(all, s.text)
		if fault == nil && s.fault != nil {
			fault = fmt.Errorf("rank %d: %w", r, s.fault)
		}
	}
	return all, fault
}

// TestPart_givesTheWhole scores and encodes sets in parts, each by one process or by several: the
// results of all parts are those of the whole, to the bit, on every process.
func TestPart_givesTheWhole(t *testing.T) {
	set := data.DrawDigits(700, 3)
	m := model(t, set)
	p := evaluate.Protocol{Samples: 7, Seed: 1, Binarize: data.BinarizeDynamic}
	results := func(by evaluate.Relay) (lines []string) {
		err := evaluate.ScoresUnder(t.Context(), by, []*vae.Model{m, m}, set, p, func(s []evaluate.Score) error {
			lines = append(lines, fmt.Sprint(s))
			return nil
		})
		err = errors.Join(err, evaluate.EncodeEach(t.Context(), by, m, set, data.LoaderConfig{BatchSize: 512},
			func(c vae.Codes) error {
				for i := range c.Len() {
					lines = append(lines, fmt.Sprint(c.Slice(i, i+1)))
				}
				return nil
			}))
		if err != nil {
			t.Error(err)
		}
		return lines
	}
	whole := results(nil)
	if len(whole) != 2*set.Len() {
		t.Fatalf("%d results", len(whole))
	}
	for _, cuts := range [][]int{{0, 700}, {0, 64, 640, 700}, {0, 384, 384, 700, 700}} {
		for size := 1; size <= 4; size++ {
			scores, codes := make([][]string, size), make([][]string, size)
			for k, from := range cuts[:len(cuts)-1] {
				to := cuts[k+1]
				var all sync.WaitGroup
				for rank, peers := range newCrowd(size) {
					all.Go(func() {
						lines := results(evaluate.Part{From: from, To: to, Peers: peers})
						scores[rank] = append(scores[rank], lines[:len(lines)/2]...)
						codes[rank] = append(codes[rank], lines[len(lines)/2:]...)
					})
				}
				all.Wait()
			}
			for rank := range size {
				if !slices.Equal(slices.Concat(scores[rank], codes[rank]), whole) {
					t.Errorf("parts %v: rank %d of %d has other results than the whole", cuts, rank, size)
				}
			}
		}
	}
}

// TestPart_faultsEndAll checks that a process whose pass is broken off has its own error, and that
// the others end, too.
func TestPart_faultsEndAll(t *testing.T) {
	set := data.DrawDigits(700, 3)
	m := model(t, set)
	peers := newCrowd(3)
	errs := make([]error, 3)
	var all sync.WaitGroup
	for rank := range peers {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			n := 0
			errs[rank] = evaluate.EncodeEach(ctx, evaluate.Part{To: 700, Peers: peers[rank]}, m, set,
				data.LoaderConfig{BatchSize: 64}, func(vae.Codes) error {
					if n++; n == 4 && rank == 1 {
						cancel()
					}
					return nil
				})
		})
	}
	all.Wait()
	for rank, err := range errs {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("rank %d: %v", rank, err)
		}
	}
}
