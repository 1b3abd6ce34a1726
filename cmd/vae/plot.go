package main

import (
	"path/filepath"

	"vae/internal/figure"
	"vae/internal/plot"
	"vae/internal/plural"
	"vae/train"
)

type plotCmd struct {
	Models []string `arg:"" optional:"" name:"run" help:"Run folders (default: the newest run)."`
	Output string   `name:"out" short:"o" default:"curves.png" placeholder:"FILE" help:"Picture to write: .png or .svg."`
}

func (c *plotCmd) Run(a *app) error {
	if len(c.Models) == 0 {
		c.Models = []string{""}
	}
	if n := len(c.Models); n > figure.MostColours {
		return usagef("%d runs are more than %d, which colours can tell apart", n, figure.MostColours)
	}
	var kept []string
	for _, run := range c.Models {
		kept = append(kept, train.Files(run)...)
	}
	if err := a.mayWrite(outputs{{"-o", c.Output, checkPlot}}, kept...); err != nil {
		return err
	}
	var runs []figure.Run
	for _, path := range c.Models {
		run, err := a.curve(path)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	title := runs[0].Name
	if len(runs) > 1 {
		title = plural.Of(len(runs), "run")
	}
	return a.writePlot(c.Output, figure.Curves(title, runs))
}

// curve returns the figures of a run by epoch. RUN may be one of its checkpoints.
func (a *app) curve(run string) (figure.Run, error) {
	run, err := a.find(run)
	if err != nil {
		return figure.Run{}, err
	}
	folder, err := runFolder(run)
	if err != nil {
		return figure.Run{}, err
	}
	rows, err := train.ReadMetrics(folder)
	if err != nil {
		return figure.Run{}, err
	}
	if len(rows) == 0 {
		return figure.Run{}, usageError("no epoch of "+folder+" has ended yet", "")
	}
	return train.Curve(plot.Drawable(filepath.Clean(folder)), rows), nil
}

// runFolder returns the run folder that run is or, of a checkpoint, is in.
func runFolder(run string) (string, error) {
	folder := train.FolderOf(run)
	if !train.IsFolder(folder) {
		return "", usageError(run+" is no run folder", "the figures of epochs are in its metrics.jsonl")
	}
	return folder, nil
}
