package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// signals is a context that the first SIGINT, SIGTERM or SIGHUP cancels. The second
// ends the program at once.
type signals struct {
	ctx     context.Context
	caught  syscall.Signal // which one it was, once ctx is cancelled
	release func()
}

// stopped returns err, or in its place that a signal ended the command, if that is
// what err comes from.
func (s *signals) stopped(err error) error {
	if errors.Is(err, context.Canceled) && s.ctx.Err() != nil {
		return &signalError{signal: s.caught}
	}
	return err
}

func catchSignals() *signals {
	ctx, cancel := context.WithCancel(context.Background())
	incoming := make(chan os.Signal, 2)
	watched := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		watched = append(watched, syscall.SIGHUP)
	}
	signal.Notify(incoming, watched...)
	s := &signals{ctx: ctx}
	s.release = func() {
		signal.Stop(incoming)
		cancel()
	}
	go func() {
		select {
		case first := <-incoming:
			s.caught = first.(syscall.Signal)
			cancel()
		case <-ctx.Done():
			return
		}
		second := <-incoming
		os.Exit(exitSignal + int(second.(syscall.Signal)))
	}()
	return s
}
