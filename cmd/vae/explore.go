package main

import (
	"context"
	"io"
	"net"
	"path/filepath"

	"vae/explorer"
	"vae/train"
)

type exploreCmd struct {
	onImages `embed:""`
	NoOpen   bool   `help:"Do not open the page in a browser."`
	Listen   string `default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Address to serve on; port 0: any that is free. Of others than this machine's own anyone on the network who has the page's whole address can use it."`
	Export   string `placeholder:"FILE" help:"Write the explorer to one .html file, with the weights inside, instead of serving it."`
	cores    `embed:""`
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
		a.tell("vae: note: exploring %s", path)
	} else if _, err := a.find(path); err != nil {
		return nil, err
	}
	return &exploredRun{app: a, path: path, ref: ref, source: c.source}, nil
}

func (c *exploreCmd) serve(ctx context.Context, a *app, run *exploredRun) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return usageError("--listen "+c.Listen+": "+plain(err), "--listen 127.0.0.1:0 takes any port that is free")
	}
	at := listener.Addr().(*net.TCPAddr)
	open := !at.IP.IsLoopback()
	server := explorer.New(ctx, explorer.Options{Name: filepath.Base(run.path), Run: run, Version: version, Open: open})
	if open {
		a.tell("vae: warning: %s can be reached from other machines: whoever has the address below sees the model and "+
			"these images, unencrypted", at)
	}
	address := "http://" + at.String() + server.Path()
	a.printf("%s\n", address)
	a.tell("vae: exploring %s; Ctrl-C ends it", run.path)
	if !c.NoOpen {
		openBrowser(address)
	}
	return server.Serve(ctx, listener)
}

// export writes the page as one file.
func (c *exploreCmd) export(ctx context.Context, a *app, run *exploredRun) error {
	if filepath.Ext(c.Export) != ".html" {
		return usagef("cannot write %s: the explorer is an .html file", c.Export)
	}
	options := explorer.Options{Name: filepath.Base(run.path), Run: run, Version: version}
	if err := writeFile(c.Export, func(w io.Writer) error { return explorer.Export(ctx, w, options) }); err != nil {
		return err
	}
	a.wrote(c.Export)
	return nil
}
