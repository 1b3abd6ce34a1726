package main

import (
	"cmp"
	"context"
	"fmt"
)

// writePiece writes the scores of a shard.
func (c *scoresCmd) writePiece(ctx context.Context, a *app, t *trained, ref string) error {
	s, err := c.open(ctx, a, t, ref)
	if err = a.agree(err); err != nil {
		return err
	}
	return a.writePiece(c.Output, c.Shard, func() error { return s.pass(ctx, a, c.settings()) })
}

// merge has the command join pieces.
func (c *scoresCmd) merge(_ *app, m *mergeCmd) error {
	c.Shard, c.Output, c.Sheet, c.JSON = shard{}, cmp.Or(m.Output, "scores.csv"), m.Sheet, c.JSON || m.JSON
	return nil
}

// settings says what the scores depend on beside the run and the images.
func (c *scoresCmd) settings() []string {
	return []string{fmt.Sprint("--samples ", c.Samples), fmt.Sprint("--seed ", c.Seed),
		fmt.Sprint("-n ", c.N), fmt.Sprint("--pairs=", c.Pairs)}
}
