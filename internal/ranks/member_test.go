//go:build mpi && linux

package ranks

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ebitengine/purego"
)

// With the tag this test binary is a rank: TestLaunchers starts it by the launchers of this
// machine, in one of these roles.
var roles = map[string]func(w *World) error{
	"check":  check,
	"leave":  leave,
	"fail":   func(w *World) error { w.Exit(3); return errors.New("still here") },
	"abort":  func(w *World) error { return last(w, func() { w.Abort(7) }) },
	"killed": func(w *World) error { return last(w, kill) },
}

var role = flag.String("role", "", "what to do as a rank")

func TestMain(m *testing.M) {
	flag.Parse()
	if *role == "" {
		os.Exit(m.Run())
	}
	before := handlers()
	w, err := Join(Launched())
	if err == nil && handlers() != before {
		err = errors.New("the library has kept handlers of signals")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := roles[*role](w); err != nil {
		fmt.Fprintf(os.Stderr, "rank %d of %d: %v\n", w.Rank(), w.Size(), err)
		w.Abort(4)
	}
	w.Exit(0)
}

// check checks what ranks can do for each other.
func check(w *World) error {
	for _, f := range []func(w *World) error{checkAllCalls, checkAllSums, checkSignals, checkFault} {
		if err := f(w); err != nil {
			return err
		}
	}
	if w.Rank() == 0 {
		fmt.Printf("all is right on %d ranks, %s\n", w.Size(), w.Library())
	}
	return nil
}

// checkAllCalls makes every call, in one message and in many.
func checkAllCalls(w *World) error {
	err := checkCalls(w, 17)
	defer func(bound int) { part = bound }(part)
	part = 12
	return errors.Join(err, checkCalls(w, 7))
}

// checkAllSums adds up in one round and in many, and by halves where that can be.
func checkAllSums(w *World) error {
	err := checkSum(w, 2, 8, 4321)
	defer func(r, m int) { room, many = r, m }(room, many)
	room = 2000
	err = errors.Join(err, checkSum(w, 2, 7, 4321))
	many = 2
	return errors.Join(err, checkSum(w, 2, 8, 4321))
}

// checkSignals checks that Go still handles its signals: a nil dereference, one from outside, and
// the one that interrupts a loop for the garbage collector.
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

// checkFault checks that a wrong call is an error that names rank, function and reason.
func checkFault(w *World) error {
	if w.Size() == 1 {
		return nil
	}
	err := Bcast(w, []byte{1}, 9999)
	if want := fmt.Sprintf("ranks: rank %d of %d: MPI_Bcast: ", w.Rank(), w.Size()); err == nil ||
		!strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "nvalid root") {
		return fmt.Errorf("a root of 9999: %v", err)
	}
	return nil
}

// leave has exit(3) print a line, as it calls whatever libraries have asked it to call.
func leave(w *World) error {
	line := permanent(32)
	copy(line, "exit(3) was called")
	var symbols [2]uintptr
	for i, name := range []string{"__cxa_atexit", "puts"} {
		var err error
		if symbols[i], err = purego.Dlsym(purego.RTLD_DEFAULT, name); err != nil {
			return err
		}
	}
	purego.SyscallN(symbols[0], symbols[1], address(line), 0)
	w.Exit(0)
	return errors.New("still here")
}

// last has the last rank come to an end while the others wait in a call.
func last(w *World, end func()) error {
	if w.Rank() < w.Size()-1 {
		return Bcast(w, []byte{1}, w.Size()-1)
	}
	time.Sleep(200 * time.Millisecond)
	end()
	return errors.New("still here")
}
