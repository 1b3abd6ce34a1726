//go:build mpi && linux

package ranks

import (
	"syscall"
	"time"

	"github.com/ebitengine/purego"
)

var _ library = (*mpi)(nil)

func (l *mpi) bcast(x []byte, root int) error {
	return l.do("Bcast", address(x), uintptr(len(x)), l.bytes.number, uintptr(root), l.world.number)
}

func (l *mpi) alltoall(dst, src []byte, n int) error { return l.toAll("Alltoall", dst, src, n) }

func (l *mpi) allgather(dst, src []byte, n int) error { return l.toAll("Allgather", dst, src, n) }

func (l *mpi) toAll(name string, dst, src []byte, n int) error {
	return l.do(name, address(src), uintptr(n), l.bytes.number, address(dst), uintptr(n), l.bytes.number,
		l.world.number)
}

func (l *mpi) exchange(dst, src []byte, peer int) error {
	const tag = 0
	return l.do("Sendrecv", address(src), uintptr(len(src)), l.bytes.number, uintptr(peer), tag,
		address(dst), uintptr(len(dst)), l.bytes.number, uintptr(peer), tag, l.world.number, l.statusIgnore)
}

// do makes a call on the library's thread.
func (l *mpi) do(name string, args ...uintptr) error {
	return l.thread.do(func() error { return l.call(name, args...) })
}

// exit ends the process by exit(3), unlike os.Exit: MPICH, from version 4.1 on, takes leave of its
// launcher in a function that exit(3) calls, and the launcher ends all ranks if one does not.
func (l *mpi) exit(code int) {
	if l.do("Finalize") != nil {
		l.abort(max(code, 1))
	}
	if exit, err := purego.Dlsym(purego.RTLD_DEFAULT, "exit"); err == nil {
		purego.SyscallN(exit, uintptr(code))
	}
	kill()
}

// grace is the time that a library has to end all ranks.
const grace = 5 * time.Second

// abort is called on any thread: that of the library may be waiting. A library that waits for its
// lock then is not waited for.
func (l *mpi) abort(code int) {
	time.AfterFunc(grace, kill)
	l.raw("Abort", l.world.number, uintptr(code))
	select {} // until the launcher, or grace, ends the process
}

// kill ends this process without more ado; its launcher sees that, and ends the others.
func kill() { syscall.Kill(syscall.Getpid(), syscall.SIGKILL) }
