package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"vae/internal/kernel"
	"vae/internal/ranks"
	"vae/internal/shards"
	"vae/train"
)

// peersFor returns the ranks that a command has joined, nil if there is one. None of them waits for
// longer than maxSilence for the others.
func (a *app) peersFor(maxSilence time.Duration) *train.Peers {
	if a.world.Size() == 1 {
		return nil
	}
	stderr := a.stderr
	return &train.Peers{
		Rank: a.world.Rank(), Size: a.world.Size(), Link: link{a.world}, MaxSilence: maxSilence,
		Silent: func(err error) {
			printError(stderr, &failure{err, exitFailed, "--max-silence is the time after which ranks that wait end all"})
			a.abort(exitFailed)
		},
	}
}

// agreeOnInstructions makes all ranks use the vector instructions that the least of them has:
// others round differently.
func (a *app) agreeOnInstructions() error {
	levels := make([]byte, a.world.Size())
	if err := ranks.Allgather(a.world, levels, []byte{kernel.Instructions()}); err != nil {
		return err
	}
	least := slices.Min(levels)
	kernel.Lower(least)
	if a.world.Rank() == 0 && least != slices.Max(levels) {
		a.tell("vae: note: rank %d has fewer vector instructions than others: all use %s",
			slices.Index(levels, least), kernel.Level())
	}
	return nil
}

// agree returns an error on all ranks if one of them has a fault.
func (a *app) agree(fault error) error {
	if a.peers == nil {
		return fault
	}
	var said error
	if fault != nil {
		said = errors.New(plain(fault))
	}
	_, err := a.peers.Gather(nil, said)
	return cmp.Or(fault, err)
}

// grace is the time in which rank 0, which may have the same fault or have heard of it, ends all.
const grace = 3 * time.Second

// ofRank says whose error it is, if rank 0 does not end all before.
func (a *app) ofRank(err error) error {
	if err == nil || !a.follows() {
		return err
	}
	time.Sleep(grace)
	rank, size := a.peers.Place()
	return &failure{fmt.Errorf("rank %d of %d: %w", rank, size, err), exitCode(err), hintFor(err)}
}

// link joins the ranks of a run.
type link struct{ world *ranks.World }

var _ train.Link = link{}

func (l link) Bcast(x []byte) error { return ranks.Bcast(l.world, x, 0) }

func (l link) Allgather(all, own []byte) error { return ranks.Allgather(l.world, all, own) }

func (l link) NewSum(count, weights int) (*shards.Sum, func() ([]float32, error), error) {
	sum, err := ranks.NewSum(l.world, count, weights)
	if err != nil {
		return nil, nil, err
	}
	return sum.Own, sum.Total, nil
}
