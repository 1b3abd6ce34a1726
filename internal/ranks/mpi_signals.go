//go:build mpi && linux

package ranks

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// sigaction is the kernel's structure: handler, flags, restorer and mask.
type sigaction [4]uintptr

// actions are what is done at each signal, from 1 to 64.
type actions [65]sigaction

// keepSignals returns a function that puts all handlers of signals back. Libraries take some, when
// they are loaded or begin: UCX those of SIGSEGV and SIGHUP, MPICH that of SIGUSR1. Go needs them
// itself, and handlers that run on a goroutine's small stack would write beyond it.
func keepSignals() (restore func()) {
	kept := handlers()
	return func() {
		for signal := range kept[1:] {
			rtSigaction(signal+1, &kept[signal+1], nil)
		}
	}
}

// handlers returns what is done at each signal.
func handlers() (all actions) {
	for signal := range all[1:] {
		rtSigaction(signal+1, nil, &all[signal+1])
	}
	return all
}

// rtSigaction sets what is done at a signal, and reads what was done before, unless they are nil.
// It fails for SIGKILL and SIGSTOP only, which nobody can handle.
func rtSigaction(signal int, set, old *sigaction) {
	const maskSize = 8
	unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(signal), uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)),
		maskSize, 0, 0)
}
