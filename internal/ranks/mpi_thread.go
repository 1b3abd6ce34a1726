//go:build mpi && linux

package ranks

import "runtime"

// A thread is one of the operating system that makes all calls of a library, which then need not
// support threads.
type thread chan func()

func newThread() thread {
	t := make(thread)
	go func() {
		runtime.LockOSThread()
		for f := range t {
			f()
		}
	}()
	return t
}

// do calls f on the thread and waits for its end.
func (t thread) do(f func() error) (err error) {
	done := make(chan struct{})
	t <- func() {
		defer close(done)
		err = f()
	}
	<-done
	return err
}
