package train

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"vae/evaluate"
	"vae/internal/shards"
)

// Peers are the processes that train a run together, as one of them sees them. That of rank 0 has
// the run: it decides, saves and tells. The others [Follow] it. Each computes its part of the
// shards of a step, and all take the step; and each measures its part of the validation images.
type Peers struct {
	Rank, Size int
	Link       Link
	MaxSilence time.Duration // longest wait for the others; 0: no limit
	Silent     func(error)   // called from another goroutine after it, with a *SilenceError, to end all ranks
}

var _ evaluate.Peers = (*Peers)(nil)

// Place returns the rank of this process, and the number of all.
func (p *Peers) Place() (rank, size int) { return p.Rank, p.Size }

// Gather returns what each rank says. If one of them has a fault, it is an error on all: its own on
// that rank, a *PeerError on the others.
func (p *Peers) Gather(own []byte, fault error) ([][]byte, error) {
	return p.gatherTexts(0, own, fault)
}

func (p *Peers) gatherTexts(step int64, own []byte, fault error) (texts [][]byte, err error) {
	head := make([]byte, headSize)
	if fault != nil {
		own, head[0] = []byte(strings.ToValidUTF8(fault.Error(), "")), 1
	}
	binary.LittleEndian.PutUint64(head[1:], uint64(len(own)))
	heads, err := p.gather(step, head)
	if err != nil {
		return nil, err
	}
	longest := 0
	for r := range p.Size {
		longest = max(longest, lengthIn(heads, r))
	}
	all, err := p.gather(step, slices.Concat(own, make([]byte, longest-len(own))))
	if err != nil {
		return nil, err
	}
	for r := range p.Size {
		texts = append(texts, all[r*longest:][:lengthIn(heads, r)])
		if heads[r*headSize] == 1 && fault == nil {
			fault = &PeerError{r, p.Size, string(texts[r])}
		}
	}
	return texts, fault
}

// headSize is the length of what is said before a text: whether it is a fault, and its length.
const headSize = 1 + 8

// lengthIn returns the length of the text of a rank.
func lengthIn(heads []byte, rank int) int {
	return int(binary.LittleEndian.Uint64(heads[rank*headSize+1:]))
}

// gather returns what all ranks say, in as many bytes each.
func (p *Peers) gather(step int64, own []byte) ([]byte, error) {
	all := make([]byte, p.Size*len(own))
	if len(own) == 0 {
		return all, nil
	}
	return all, p.attend(step, func() error { return p.Link.Allgather(all, own) })
}

// turn is the time by which a rank with a higher number complains of silence later, so that one
// does.
const turn = 100 * time.Millisecond

// attend makes a call that waits for the others, at a step or, if that is 0, at none.
func (p *Peers) attend(step int64, call func() error) error {
	if p.MaxSilence > 0 {
		err := &SilenceError{p.Rank, p.Size, step, p.MaxSilence}
		late := time.AfterFunc(p.MaxSilence+time.Duration(p.Rank)*turn, func() { p.Silent(err) })
		defer late.Stop()
	}
	return call()
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
	Step       int64 // counted from 1; 0: of no training
	Waited     time.Duration
}

// Error returns one line: who waited where, and how long.
func (e *SilenceError) Error() string {
	if e.Step == 0 {
		return fmt.Sprintf("rank %d of %d: no word from the others for %v", e.Rank, e.Size, e.Waited)
	}
	return fmt.Sprintf("rank %d of %d: step %d: no word from the others for %v", e.Rank, e.Size, e.Step, e.Waited)
}
