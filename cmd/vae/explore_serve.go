package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"vae/data"
	"vae/explorer"
	"vae/internal/web"
)

// listening is the flag of commands that serve the explorer.
type listening struct {
	Listen string `default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Address to serve the explorer on; port 0: any that is free. Of others than this machine's own, 127.0.0.1, anyone on the network who has the page's whole address can use it."`
}

// open listens at the address.
func (l listening) open(ctx context.Context) (*web.Listener, error) { return listen(ctx, l.Listen) }

// listen listens at the address of --listen.
func listen(ctx context.Context, address string) (*web.Listener, error) {
	listener, err := web.Listen(ctx, address)
	if err == nil {
		return listener, nil
	}
	hint := "--listen 127.0.0.1:0 takes any port that is free"
	if errors.Is(err, syscall.EACCES) {
		hint = "ports below 1024 are the system's; " + hint
	}
	code := exitUsage
	if is[*os.SyscallError](err) && !errors.Is(err, syscall.EADDRNOTAVAIL) {
		code = exitFailed
	}
	return nil, &failure{fmt.Errorf("--listen %s: %s", address, reason(err)), code, hint}
}

// warnOfOthers says what it means that other machines can reach the explorer.
func (a *app) warnOfOthers(l *web.Listener) {
	if l.IsOpen() {
		a.tell("vae: warning: %s can be reached from other machines: whoever has the address of the page "+
			"sees the model and these images, unencrypted", l.Addr())
	}
}

// live is the explorer of a run that this program trains; nil if nobody asked for it.
type live struct {
	listener *web.Listener
	stop     context.CancelFunc // ends the server
	leave    context.CancelFunc // ends what it computes, which pages ask for until then
	ended    chan error         // nil until it is served
}

// listen opens the address of --serve.
func (c *trainCmd) listen(ctx context.Context) (*live, error) {
	if !c.Serve {
		return nil, nil
	}
	listener, err := c.listening.open(ctx)
	if err != nil {
		return nil, err
	}
	return &live{listener: listener}, nil
}

// serve serves the page of the run in a folder, whose images are in splits, until end. Nothing more
// is computed for it once ctx is done.
func (l *live) serve(ctx context.Context, a *app, folder string, splits *data.Splits) {
	if l == nil {
		return
	}
	silent := *a // training has the terminal
	silent.stderr = io.Discard
	run := newExploredRun(&silent, folder)
	run.splits = splits
	var serving, following context.Context
	serving, l.stop = context.WithCancel(context.Background())
	following, l.leave = context.WithCancel(ctx)
	server := explorer.New(following, run.options(l.listener))
	a.warnOfOthers(l.listener)
	a.tell("exploring at %s", l.listener.URL(server.Path()))
	l.ended = make(chan error, 1)
	go func() { l.ended <- server.Serve(serving, l.listener) }()
}

// end ends the page. It says what the page failed of, which did no harm to the run.
func (l *live) end(a *app) {
	if l == nil {
		return
	}
	if l.ended == nil {
		l.listener.Close()
		return
	}
	l.stop()
	defer l.leave()
	if err := <-l.ended; err != nil {
		a.tell("vae: warning: the explorer ended early: %s", plain(err))
	}
}
