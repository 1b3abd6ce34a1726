package main

import (
	"context"
	"io"
	"path/filepath"

	"vae/explorer"
	"vae/train"
)

type exploreCmd struct {
	onImages  `embed:""`
	NoOpen    bool `help:"Do not open the page in a browser."`
	listening `embed:""`
	Export    string `placeholder:"FILE" help:"Write the explorer to one .html file, with the weights inside, instead of serving it."`
	cores     `embed:""`
}

func (c *exploreCmd) Run(a *app) error {
	return interruptibly(func(ctx context.Context) error {
		run, err := c.run(a)
		if err != nil {
			return err
		}
		if c.Export != "" {
			return c.export(ctx, a, run)
		}
		return c.serve(ctx, a, run)
	})
}

// run returns the run to explore: one that is being trained may be without a checkpoint yet.
func (c *exploreCmd) run(a *app) (*exploredRun, error) {
	path, ref := c.Model, c.Data
	if ref == "" && path != "" && !train.IsFolder(path) && !train.IsRun(path) {
		path, ref = "", path
	}
	if path == "" {
		if path = newestRun("", func(string) bool { return true }); path == "" {
			return nil, usageError("there is no run in "+runsFolder, "vae train makes one")
		}
		a.chosen = path
	} else if _, err := a.find(path); err != nil {
		return nil, err
	}
	run := newExploredRun(a, path)
	run.ref, run.source = ref, c.source
	return run, nil
}

func (c *exploreCmd) serve(ctx context.Context, a *app, run *exploredRun) error {
	listener, err := c.listening.open(ctx)
	if err != nil {
		return err
	}
	defer listener.Close() // of no effect once it was served
	server := explorer.New(ctx, run.options(listener))
	if err := server.Problem(); err != nil {
		return err
	}
	a.warnOfOthers(listener)
	a.printf("%s\n", listener.URL(server.Path()))
	a.tell("vae: exploring %s; Ctrl-C ends it", run.path)
	if !c.NoOpen {
		openBrowser(listener.URL(server.Path()))
	}
	return server.Serve(ctx, listener)
}

// export writes the page as one file.
func (c *exploreCmd) export(ctx context.Context, a *app, run *exploredRun) error {
	if filepath.Ext(c.Export) != ".html" {
		return usagef("cannot write %s: the explorer is an .html file", c.Export)
	}
	run.inFile = true
	options := run.options(nil)
	if err := writeFile(c.Export, func(w io.Writer) error { return explorer.Export(ctx, w, options) }); err != nil {
		return err
	}
	a.wrote(c.Export)
	return nil
}
