package train

import (
	"fmt"
	"time"

	"vae/internal/shards"
)

// Peers are the processes that train a run together, as one of them sees them. That of rank 0 has
// the run: it decides, saves and tells. The others [Follow] it. Each computes its part of the
// shards of a step, and all take the step.
type Peers struct {
	Rank, Size int
	Link       Link
	MaxSilence time.Duration // longest wait for the others; 0: no limit
	Silent     func(error)   // called from another goroutine after it, with a *SilenceError, to end all ranks
}

// Link joins the peers. All make the same calls, in the same order, and none returns before its
// part is done.
type Link interface {
	// Bcast copies rank 0's x to that of all.
	Bcast(x []byte) error

	// Allgather sets all to the own of all ranks, one behind the other.
	Allgather(all, own []byte) error

	// NewSum returns the sum of so many shards' gradients: own takes those of this rank's shards,
	// which are shards.Part, and total returns the sum over all, valid until more is added.
	NewSum(shards, weights int) (own *shards.Sum, total func() ([]float32, error), err error)
}

// PeerError reports that a rank cannot take part.
type PeerError struct {
	Rank, Size int
	Reason     string
}

// Error returns one line: the rank and the reason.
func (e *PeerError) Error() string { return fmt.Sprintf("rank %d of %d: %s", e.Rank, e.Size, e.Reason) }

// SilenceError reports that a rank has waited for the others in vain.
type SilenceError struct {
	Rank, Size int
	Step       int64 // counted from 1
	Waited     time.Duration
}

// Error returns one line: who waited where, and how long.
func (e *SilenceError) Error() string {
	return fmt.Sprintf("rank %d of %d: step %d: no word from the others for %v", e.Rank, e.Size, e.Step, e.Waited)
}
