//go:build mpi && linux

package ranks

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"
)

// CanJoin reports whether this program can join others.
const CanJoin = true

// mpi is an MPI library. Pointers that it is given are never those of Go's heap.
type mpi struct {
	abi
	about     string
	lib       uintptr
	addresses map[string]uintptr // of its functions
	thread    thread
	ints      []int32 // memory for numbers that it returns
	text      []byte  // and for text
}

// functions are those of MPI that are called.
var functions = []string{"Get_library_version", "Init_thread", "Comm_set_errhandler", "Comm_rank", "Comm_size",
	"Error_string", "Bcast", "Alltoall", "Allgather", "Sendrecv", "Finalize", "Abort"}

// join loads the library and joins the other ranks.
func join(Launch) (*World, error) {
	defer keepSignals()()
	l := &mpi{addresses: map[string]uintptr{}, text: permanent(1 << 13)}
	l.ints = unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(permanent(16)))), 4)
	if err := l.load(); err != nil {
		return nil, err
	}
	l.raw("Get_library_version", address(l.text), address(l.ints))
	l.about = l.said(",\n")
	if err := l.identify(); err != nil {
		return nil, err
	}
	l.thread = newThread()
	w := &World{about: l.about, library: l}
	return w, l.thread.do(func() error { return l.begin(w) })
}

// load finds a library and its functions. It is loaded for all to see: Open MPI's plugins need it.
func (l *mpi) load() error {
	var faults []error
	for _, name := range candidates() {
		lib, err := purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_GLOBAL)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		l.lib = lib
		for _, f := range functions {
			if l.addresses[f], err = purego.Dlsym(lib, "MPI_"+f); err != nil {
				return fmt.Errorf("%s is no MPI library: %w", name, err)
			}
		}
		return nil
	}
	return fmt.Errorf("no MPI library, which $%s could name: %w", Variable, errors.Join(faults...))
}

// candidates returns the names of libraries to try in turn.
func candidates() (names []string) {
	if name := os.Getenv(Variable); name != "" {
		return []string{name}
	}
	for _, a := range abis {
		if a.launcher != "" && os.Getenv(a.launcher) != "" {
			names = append(names, a.libraries...)
		}
	}
	for _, a := range abis {
		names = append(names, a.libraries...)
	}
	return names
}

// begin joins the others, and finds which rank this is.
func (l *mpi) begin(w *World) error {
	err := l.call("Init_thread", 0, 0, l.funneled, address(l.ints))
	if err == nil {
		err = l.call("Comm_set_errhandler", l.world.number, l.errorsReturn.number)
	}
	if err == nil {
		err = l.call("Comm_rank", l.world.number, address(l.ints))
	}
	if err == nil {
		err = l.call("Comm_size", l.world.number, address(l.ints[1:]))
	}
	w.rank, w.size = int(l.ints[0]), int(l.ints[1])
	return err
}

// address returns where an array is.
func address[T int32 | byte](x []T) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(x))) }

// raw calls a function of the library and returns its code.
func (l *mpi) raw(name string, args ...uintptr) int32 {
	code, _, _ := purego.SyscallN(l.addresses[name], args...)
	return int32(code)
}

// call calls a function, and returns the library's own words for what went wrong.
func (l *mpi) call(name string, args ...uintptr) error {
	code := l.raw(name, args...)
	if code == 0 {
		return nil
	}
	l.raw("Error_string", uintptr(code), address(l.text), address(l.ints))
	return fmt.Errorf("MPI_%s: %s", name, l.said(""))
}

// said returns the text that the library has written, or its part before any of the characters in
// end.
func (l *mpi) said(end string) string {
	text := strings.Trim(string(l.text[:l.ints[0]]), "\x00\n ")
	if i := strings.IndexAny(text, end); i >= 0 {
		text = text[:i]
	}
	return strings.Join(strings.Fields(text), " ")
}
