package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"

	"vae/data"
	"vae/internal/plural"
	"vae/train"
)

// join joins the other ranks, with which a run is trained.
func (c *trainCmd) join(a *app) error {
	if err := a.join(); err != nil || a.world.Size() == 1 {
		return err
	}
	return a.agreeOnInstructions()
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
