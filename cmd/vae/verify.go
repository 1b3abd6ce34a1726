package main

import (
	"fmt"

	"vae/checkpoints"
	"vae/train"
)

type verifyCmd struct {
	Model string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	JSON  bool   `help:"Print JSON."`
}

type verified struct {
	Path   string `json:"path"`
	Status string `json:"status"` // ok, corrupt, or unusable for another reason
	Error  string `json:"error,omitempty"`
}

func (c *verifyCmd) Run(a *app) error {
	path, err := a.find(c.Model)
	if err != nil {
		return err
	}
	results, err := train.Verify(path)
	if err != nil {
		return err
	}
	if len(results) == 0 {
		return noCheckpoint(path)
	}
	var lines []verified
	var faults []error
	for _, r := range results {
		line := verified{Path: r.Path, Status: "ok"}
		if r.Err != nil {
			line.Status, line.Error = "unusable", plain(r.Err)
			faults = append(faults, r.Err)
		}
		if is[*checkpoints.CorruptError](r.Err) {
			line.Status = "corrupt"
		}
		lines = append(lines, line)
	}
	err = a.show(c.JSON, lines, func() {
		for _, l := range lines {
			a.printf("%-8s %s\n", l.Status, l.Path)
		}
	})
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d of %d files cannot be used: %w", len(faults), len(results), faults[0])
	}
	return nil
}
