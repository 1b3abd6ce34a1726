//go:build mpi && linux

package ranks

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// With the tag this test binary is a rank: TestLaunchers starts it by the launchers of this machine,
// with one of these roles.
var roles = map[string]func(w *World) error{
	"calls":   checkAllCalls,
	"sums":    checkAllSums,
	"signals": checkSignals,
	"fault":   checkFault,
	"exit":    func(w *World) error { w.Exit(0); return errors.New("still here") },
	"abort":   checkAbort,
	"killed":  checkKilled,
}

var role = flag.String("role", "", "what to do as a rank")

func TestMain(m *testing.M) {
	flag.Parse()
	if *role == "" {
		os.Exit(m.Run())
	}
	before := handlers()
	w, err := Join(Launched())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if changed := handlers(); changed != before {
		err = fmt.Errorf("handlers of signals are %v, were %v", changed, before)
	}
	if err == nil {
		err = roles[*role](w)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s of rank %d of %d: %v\n", *role, w.Rank(), w.Size(), err)
		w.Abort(3)
	}
	if w.Rank() == 0 {
		fmt.Printf("%s: right on %d ranks, %s\n", *role, w.Size(), w.Library())
	}
	w.Exit(0)
}

func checkAllCalls(w *World) error {
	for _, part = range parts {
		if err := checkCalls(w); err != nil {
			return fmt.Errorf("parts of %d bytes: %w", part, err)
		}
	}
	return nil
}

func checkAllSums(w *World) error {
	for _, room = range []int{1 << 22, 1000} {
		for _, many = range []int{33, 2} { // by halves, where that can be
			for _, count := range []int{w.Size(), 5, 8, 12} {
				if err := checkSum(w, count, 4321); err != nil {
					return fmt.Errorf("room %d, many %d: %w", room, many, err)
				}
			}
		}
	}
	return nil
}

// checkSignals checks that Go still handles its signals: a nil dereference, one from outside, and the
// one that interrupts a loop for the garbage collector.
func checkSignals(w *World) error {
	recovered := func() (r any) {
		defer func() { r = recover() }()
		var p *World
		p.rank = 1
		return nil
	}()
	if recovered == nil {
		return errors.New("a nil dereference went unseen")
	}
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGUSR1, syscall.SIGHUP} {
		c := make(chan os.Signal, 1)
		signal.Notify(c, s)
		syscall.Kill(os.Getpid(), s)
		select {
		case <-c:
		case <-time.After(10 * time.Second):
			return fmt.Errorf("%v did not arrive", s)
		}
	}
	collected := make(chan bool)
	go func() { runtime.GC(); close(collected) }()
	for start := time.Now(); time.Since(start) < 10*time.Second; {
		select {
		case <-collected:
			return checkWords(w)
		default:
		}
	}
	return errors.New("the garbage collector waits")
}

// checkFault checks that a wrong call is an error that names rank and reason.
func checkFault(w *World) error {
	err := Bcast(w, []byte{1}, 9999)
	if err == nil {
		return errors.New("a root of 9999 is taken")
	}
	if w.Rank() == 0 {
		fmt.Println(err)
	}
	return nil
}

// checkAbort has the last rank end all while the others wait in a call.
func checkAbort(w *World) error {
	if w.Rank() < w.Size()-1 {
		return Bcast(w, []byte{1}, w.Size()-1)
	}
	time.Sleep(200 * time.Millisecond)
	w.Abort(7)
	return errors.New("still here")
}

// checkKilled has the last rank die while the others wait in a call.
func checkKilled(w *World) error {
	if w.Rank() < w.Size()-1 {
		return Bcast(w, []byte{1}, w.Size()-1)
	}
	time.Sleep(200 * time.Millisecond)
	kill()
	return nil
}
