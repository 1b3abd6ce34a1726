package main

import (
	"context"
	"fmt"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"vae/data"
	"vae/internal/kernel"
	"vae/internal/plural"
	"vae/internal/ranks"
	"vae/internal/shards"
	"vae/train"
)

// join joins the other ranks, with which a run is trained.
func (c *trainCmd) join(a *app) error {
	if err := a.join(); err != nil || a.world.Size() == 1 {
		return err
	}
	return a.agreeOnInstructions()
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

// follow takes part in the run of rank 0, which prints, checks the flags and hears of signals for
// all.
func (c *trainCmd) follow(a *app) error {
	signal.Ignore(append(endings(), syscall.SIGPIPE)...)
	_ = c.use() // rank 0 says what is wrong with it
	return train.Follow(*c.peers(a), func(config train.Config) (*data.Splits, error) {
		opts, err := config.DataOptions(a.dataDir)
		if err != nil {
			return nil, err
		}
		opts.Skip = train.IsRun
		return data.Open(context.Background(), config.Data.Source, opts)
	})
}

// peers returns the ranks among which the shards of a run are shared out, nil if there is one.
func (c *trainCmd) peers(a *app) *train.Peers { return a.peersFor(c.MaxSilence) }

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

// enough returns an error if there are more ranks than shards.
func (p *plan) enough(size int) error {
	count := max(1, p.config.Optimization.Shards)
	fault := fmt.Sprintf("%d ranks are too many for %s", size, plural.Of(count, "shard"))
	switch {
	case size <= count:
		return nil
	case p.resuming:
		return usageError(fault, fmt.Sprintf("the run in %s goes on with %d or fewer", p.dir, count))
	}
	return usageError(fault, "--shards is the number of parts of a batch that ranks share: as many as there are ranks, or more")
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
