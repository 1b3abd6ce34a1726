package main

import (
	"fmt"
	"os"
	"path/filepath"

	"vae"
	"vae/checkpoints"
)

type verifyCmd struct {
	Model string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
}

func (*verifyCmd) Examples() []string {
	return []string{
		"vae verify                                 # every checkpoint of the newest run",
		"vae verify runs/mnist-001/checkpoints/best.safetensors",
	}
}

// Run reads every byte of every checkpoint.
func (c *verifyCmd) Run(a *app) error {
	path, err := a.find(c.Model)
	if err != nil {
		return err
	}
	results, err := check(path)
	if err != nil {
		return err
	}
	if len(results) == 0 {
		return noCheckpoint(path)
	}
	var first error
	bad := 0
	for _, r := range results {
		if r.Err == nil {
			a.printf("ok       %s\n", r.Path)
			continue
		}
		a.printf("corrupt  %s\n", r.Path)
		if bad++; first == nil {
			first = r.Err
		}
	}
	if first != nil {
		return fmt.Errorf("%d of %d checkpoints cannot be used: %w", bad, len(results), first)
	}
	return nil
}

// check verifies a checkpoint file or all of a run.
func check(path string) ([]checkpoints.Result, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return checkpoints.Open(checkpoints.OS{}, filepath.Join(path, vae.CheckpointFolder)).Verify()
	}
	_, err = checkpoints.LoadFile(checkpoints.OS{}, path)
	return []checkpoints.Result{{Path: path, Err: err}}, nil
}
