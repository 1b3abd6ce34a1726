package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// signals is a context that the first SIGINT, SIGTERM, SIGUSR1 or SIGHUP cancels. A second one ends
// the program at once, unless it follows so soon that it belongs to the first: timeout(1) signals
// the program and its group. A command that is not done within patience ends at once, too.
type signals struct {
	ctx     context.Context
	caught  syscall.Signal // which one it was, once ctx is cancelled
	release func()
	over    chan struct{} // closed by release
	patient atomic.Bool
}

// stopped returns err, or a signalError if err comes from the signal.
func (s *signals) stopped(err error) error {
	if errors.Is(err, context.Canceled) && s.ctx.Err() != nil {
		return signalError(s.caught, "")
	}
	return err
}

// interruptibly does work that the first signal ends.
func interruptibly(work func(ctx context.Context) error) error {
	signals := catchSignals()
	defer signals.release()
	return signals.stopped(work(signals.ctx))
}

// patiently does work that the first signal ends, once what is half written has been removed.
func patiently(work func(ctx context.Context) error) error {
	signals := catchSignals()
	defer signals.release()
	signals.wait()
	return signals.stopped(work(signals.ctx))
}

// wait lets the command take its time after a signal, to finish a training step and a checkpoint.
// Without it the program ends after patience, even if a disk hangs.
func (s *signals) wait() { s.patient.Store(true) }

// surviveReaders keeps the program running when the reader of stdout or stderr is gone. Only what
// is written there is lost.
func surviveReaders() { signal.Ignore(syscall.SIGPIPE) }

// echo is the time after the first signal in which others belong to it.
const echo = 500 * time.Millisecond

// patience is the time that a command may go on after the first signal, unless it called wait.
const patience = 2 * time.Second

// endings returns the signals that end a command.
func endings() []os.Signal {
	all := append([]os.Signal{syscall.SIGINT, syscall.SIGTERM}, notices...)
	if signal.Ignored(syscall.SIGHUP) { // as under nohup
		return all
	}
	return append(all, syscall.SIGHUP)
}

func catchSignals() *signals {
	return catch(endings()...)
}

// catch is catchSignals of some signals.
func catch(watched ...os.Signal) *signals {
	ctx, cancel := context.WithCancel(context.Background())
	incoming := make(chan os.Signal, 2)
	signal.Notify(incoming, watched...)
	s := &signals{ctx: ctx, over: make(chan struct{})}
	s.release = sync.OnceFunc(func() {
		if ctx.Err() != nil {
			signal.Ignore(watched...) // others that belong to the first must not end the program as it leaves
		} else {
			signal.Stop(incoming)
		}
		close(s.over)
		cancel()
	})
	go s.listen(incoming, cancel)
	return s
}

// listen cancels the context at the first signal, and ends the program if that is not enough.
func (s *signals) listen(incoming <-chan os.Signal, cancel func()) {
	select {
	case first := <-incoming:
		s.caught = first.(syscall.Signal)
		cancel()
	case <-s.over:
		return
	}
	heard := time.Now()
	impatient := time.After(patience)
	for {
		select {
		case <-s.over:
			return
		case next := <-incoming:
			if time.Since(heard) > echo {
				os.Exit(exitSignal + int(next.(syscall.Signal)))
			}
		case <-impatient:
			if !s.patient.Load() {
				os.Exit(exitSignal + int(s.caught))
			}
		}
	}
}
