package evaluate

import (
	"context"
	"iter"

	"vae/data"
)

// Part is the Relay of the images From, …, To − 1 of a set, which Peers compute together: a batch
// each, then the next, whose results all of them take.
type Part struct {
	From, To int   // the first a multiple of Align, or To
	Peers    Peers // nil: this process is alone
}

// Peers are the processes that compute the results of a pass together, as one of them sees them.
// All make the same calls, in the same order.
type Peers interface {
	// Place returns the number of this process, from 0, and of all.
	Place() (rank, size int)

	// Gather returns what each process says, in their order. If one of them has a fault, it is an
	// error on all: its own on the process that has it.
	Gather(own []byte, fault error) ([][]byte, error)
}

// Align is what the number of a part's first image is a multiple of, unless the part is empty.
const Align = 64

var _ Relay = Part{}

// Pass computes the results of the part's images.
func (p Part) Pass(ctx context.Context, set *data.Set, c data.LoaderConfig,
	compute func(first int, batch data.Batch) ([]byte, error), take func(block []byte) error) error {
	if p.From == p.To {
		return nil
	}
	set = set.Slice(p.From, p.To)
	rank, size, gather := 0, 1, alone
	if p.Peers != nil {
		rank, size = p.Peers.Place()
		gather = p.Peers.Gather
	}
	for c.BatchSize > Align && set.Len() < 4*size*c.BatchSize && size > 1 { // so that all have some
		c.BatchSize /= 2
	}
	c.Stride = size
	loader, err := data.NewLoader(set, c)
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(loader.From(ctx, int64(rank)))
	defer stop()
	for left := loader.StepsPerEpoch(); left > 0; left -= size {
		own, fault := []byte(nil), ctx.Err()
		if batch, err, ok := next(); ok && fault == nil {
			if fault = err; err == nil {
				own, fault = compute(p.From+int(batch.Step)*c.BatchSize, batch)
			}
		}
		all, err := gather(own, fault)
		if err != nil {
			return err
		}
		for _, block := range all[:min(size, left)] {
			if err := take(block); err != nil {
				return err
			}
		}
	}
	return nil
}

// alone is Gather of a process without others.
func alone(own []byte, fault error) ([][]byte, error) { return [][]byte{own}, fault }
