// Package ranks joins the processes of one computation, on one machine or many, that a launcher
// such as mpirun or srun started: each is a rank, 0, …, size − 1.
//
// Built with the tag mpi, on Linux, it speaks through an MPI library that it finds when it runs:
// the same program works with Open MPI, MPICH and its kin, and libraries of the MPI-5 ABI, and
// needs no C compiler. Without the tag a process is always alone: loading libraries makes a program
// dynamically linked.
//
// All functions on a World are collective, unless they say otherwise: every rank calls them, in the
// same order, with the same lengths, and none returns before its part is done. They are called from
// one goroutine at a time. An error ends the computation: what the others see of it is that
// they wait, so whoever meets one calls Abort.
package ranks

import (
	"fmt"
	"unsafe"

	"vae/internal/fault"
)

// World is all ranks, seen from one.
type World struct {
	rank, size int
	about      string
	library    library
	memory     memory
}

// A library moves bytes between ranks. All memory that it is given is that of Buffer, in parts of
// not more than part bytes for each rank.
type library interface {
	bcast(x []byte, root int) error
	alltoall(dst, src []byte, n int) error  // n bytes for each rank
	allgather(dst, src []byte, n int) error // n bytes of each rank
	exchange(dst, src []byte, peer int) error
	exit(code int)
	abort(code int)
}

// Alone returns the world of a process that no launcher started.
func Alone() *World { return &World{size: 1} }

// Rank returns the number of this rank.
func (w *World) Rank() int { return w.rank }

// Size returns the number of ranks.
func (w *World) Size() int { return w.size }

// Library returns the name and version of the MPI library, "" if this process is alone.
func (w *World) Library() string { return w.about }

// Exit leaves the world and ends this process with the given code, once all ranks have come here.
// It returns if this process joined no others, and leaves the end to its caller.
func (w *World) Exit(code int) {
	if w.library != nil {
		w.library.exit(code)
	}
}

// Abort ends all ranks, with the given code if the launcher keeps it. It is not collective, and may
// be called while another goroutine waits in a call. It returns if this process joined no others.
func (w *World) Abort(code int) {
	if w.library != nil {
		w.library.abort(code)
	}
}

// part is how many bytes a call moves from one rank to another: counts have 32 bits in MPI before
// its version 4.
var part = 1 << 24

// Element is a number of an array that ranks share.
type Element interface {
	byte | float32 | float64 | int64 | uint64
}

// bytesOf returns the memory of an array.
func bytesOf[T Element](x []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), len(x)*int(unsafe.Sizeof(*new(T))))
}

// Bcast copies root's x to that of all.
func Bcast[T Element](w *World, x []T, root int) error {
	if w.size == 1 {
		return nil
	}
	for rest := bytesOf(x); len(rest) > 0; {
		n := min(part, len(rest))
		err := w.memory.lend(rest[:n], nil, func(x, _ []byte) error { return w.library.bcast(x, root) })
		if err != nil {
			return w.fault(err)
		}
		rest = rest[n:]
	}
	return nil
}

// Alltoall sends the r-th of Size equal parts of src to rank r, for all r, and sets the r-th part
// of dst to what comes from there.
func Alltoall[T Element](w *World, dst, src []T) error {
	need("Alltoall", len(dst), len(src))
	need("Alltoall", len(src)%w.size, 0)
	n := len(bytesOf(src)) / w.size
	return w.all(bytesOf(dst), bytesOf(src), library.alltoall, func(src []byte, r int) []byte { return src[r*n:][:n] })
}

// Allgather sets dst to the src of all ranks, one behind the other.
func Allgather[T Element](w *World, dst, src []T) error {
	need("Allgather", len(dst), len(src)*w.size)
	return w.all(bytesOf(dst), bytesOf(src), library.allgather, func(src []byte, _ int) []byte { return src })
}

// all makes a call in which each rank sends something to every other: to r what to(src, r) returns.
// Where that is more than a part, it exchanges it with one rank after the other.
func (w *World) all(dst, src []byte, call func(l library, dst, src []byte, n int) error,
	to func(src []byte, r int) []byte) error {
	n := len(dst) / w.size
	switch {
	case w.size == 1 || n == 0:
		copy(dst, src)
		return nil
	case n <= part:
		return w.fault(w.memory.lend(dst, src, func(dst, src []byte) error { return call(w.library, dst, src, n) }))
	}
	for i := range w.size {
		r := (i - w.rank + w.size) % w.size // whose turn with this rank is the same
		if err := Exchange(w, dst[r*n:][:n], to(src, r), r); err != nil {
			return err
		}
	}
	return nil
}

// Exchange sends src to the peer and sets dst to what the peer sends: the lengths may differ. Only
// these two ranks, or the one that is its own peer, take part.
func Exchange[T Element](w *World, dst, src []T, peer int) error {
	in, out := bytesOf(dst), bytesOf(src)
	if w.size == 1 {
		copy(in, out)
		return nil
	}
	for len(in) > 0 || len(out) > 0 {
		m, n := min(part, len(in)), min(part, len(out))
		err := w.memory.lend(in[:m], out[:n], func(dst, src []byte) error { return w.library.exchange(dst, src, peer) })
		if err != nil {
			return w.fault(err)
		}
		in, out = in[m:], out[n:]
	}
	return nil
}

// fault says whose error it is.
func (w *World) fault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Of("ranks", fmt.Errorf("rank %d of %d: %w", w.rank, w.size, err))
}

// need panics unless a number is what it must be.
func need(call string, got, want int) {
	if got != want {
		panic(fmt.Sprintf("ranks: %s of %d elements, want %d", call, got, want))
	}
}
