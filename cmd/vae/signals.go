package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// signals is a context that the first SIGINT, SIGTERM or SIGHUP cancels. A second one ends
// the program at once, unless it comes so soon that it belongs to the first: timeout(1)
// sends two, to the program and to its group.
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

// echo is how long after the first signal others are taken for part of it.
const echo = 500 * time.Millisecond

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
		var heard time.Time
		select {
		case first := <-incoming:
			heard = time.Now()
			s.caught = first.(syscall.Signal)
			cancel()
		case <-ctx.Done():
			return
		}
		for next := range incoming {
			if time.Since(heard) > echo {
				os.Exit(exitSignal + int(next.(syscall.Signal)))
			}
		}
	}()
	return s
}
