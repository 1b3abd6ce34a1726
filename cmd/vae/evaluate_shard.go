package main

import (
	"context"
	"fmt"
)

// writePiece writes the scores of a shard.
func (c *evaluateCmd) writePiece(ctx context.Context, a *app) error {
	subjects, err := c.comparable(ctx, a)
	if err != nil {
		return err
	}
	return a.writePiece(c.Output, c.Shard, func() error {
		for _, s := range subjects {
			if _, err := c.pass(ctx, a, s); err != nil {
				return err
			}
			for _, under := range s.both() {
				if _, err := c.passOfClasses(ctx, a, under); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// merge has the command join pieces.
func (c *evaluateCmd) merge(a *app, m *mergeCmd) error {
	c.Shard, c.JSON = shard{}, c.JSON || m.JSON
	return m.without(a, &m.Output, &m.Sheet)
}

// settings says what the figures depend on beside the runs and the images.
func (c *evaluateCmd) settings() []string {
	return []string{fmt.Sprint("--samples ", c.Samples), "--binarize " + c.Binarize, fmt.Sprint("--seed ", c.Seed),
		fmt.Sprint("--bits=", c.Bits), fmt.Sprint("--classify=", c.Classify), fmt.Sprintf("%+v", c.aisFlags)}
}
