package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"vae/internal/plural"
	"vae/serve"
)

type serveCmd struct {
	Model   string        `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Listen  string        `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to serve on; port 0: any that is free. Of others than this machine's own, 127.0.0.1, anyone on the network can use the model."`
	Queue   int           `default:"256" help:"Requests that are answered or wait at a time; more are refused, with status 429."`
	Timeout time.Duration `default:"60s" help:"Longest time that an answer may take once a request has come."`
	Limit   memory        `default:"128MiB" placeholder:"SIZE" help:"Most memory for the pixels of a request as it is read."`
	cores   `embed:""`
}

// check returns an error if the flags make no sense.
func (c *serveCmd) check(*app) error {
	if c.Timeout <= 0 {
		return usagef("--timeout %v is not above 0", c.Timeout)
	}
	return atLeast(1, "--queue", c.Queue)
}

func (c *serveCmd) Run(a *app) error {
	signals := catch(syscall.SIGINT, syscall.SIGTERM)
	defer signals.release()
	signals.wait()
	return signals.stopped(c.serve(signals.ctx, a))
}

func (c *serveCmd) serve(ctx context.Context, a *app) error {
	run, err := a.find(c.Model)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() // of no effect once it was served
	collectSeldom()
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	defer signal.Stop(asked)
	computing, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server, err := serve.New(computing, serve.Options{
		Name: filepath.Base(run), Version: version, Open: listener.IsOpen(),
		Queue: c.Queue, Timeout: c.Timeout,
		Load: func(context.Context) (*serve.Loaded, error) { return c.load(a, run) },
	})
	if err != nil {
		return err
	}
	if listener.IsOpen() {
		a.tell("vae: warning: %s can be reached from other machines: anyone there can use the model, "+
			"unencrypted and without a password", listener.Addr())
	}
	a.printf("%s\n", listener.URL("/"))
	a.tell("vae: serving %s, step %d; SIGHUP reloads it, Ctrl-C ends it", run, server.Loaded().Step)
	reloaded := c.reload(computing, a, asked, server, run)
	err = server.Serve(ctx, listener)
	stop()
	<-reloaded
	a.tell("vae: answered %s", plural.Of(int(server.Answered()), "request"))
	return err
}

// collectSeldom runs the garbage collector a quarter as often, until the program takes 1 GiB, which
// is what requests may take together. A request then takes a tenth to a sixth less of the processor.
// GOGC and GOMEMLIMIT in the environment override it.
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(1 << 30)
	}
}

// load reads the checkpoint to serve.
func (c *serveCmd) load(a *app, run string) (*serve.Loaded, error) {
	t, err := a.load(run)
	if err != nil {
		return nil, err
	}
	loaded := &serve.Loaded{Path: t.path, Step: t.state.Step, Model: t.Model, Binarize: t.config.Data.Binarize}
	if fitted := a.underFitted(t); fitted != nil {
		loaded.Fitted = fitted.Model
	}
	if loaded.Reading, err = t.reading(a, source{}); err != nil {
		return nil, err
	}
	loaded.Reading.Limit = int64(c.Limit)
	return loaded, nil
}

// reload reloads the run each time that it is asked to, until ctx is done. Then it closes ended.
func (c *serveCmd) reload(
	ctx context.Context, a *app, asked <-chan os.Signal, s *serve.Server, run string,
) (ended <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-asked:
			}
			if err := s.Reload(ctx); err != nil {
				a.tell("vae: warning: %s; serving step %d as before", plain(err), s.Loaded().Step)
				continue
			}
			a.tell("vae: serving %s, step %d", run, s.Loaded().Step)
		}
	}()
	return done
}
