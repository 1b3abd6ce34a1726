//go:build unix

package disk

import (
	"errors"
	"syscall"
)

// nonblocking keeps the opening of a pipe from waiting for its other end.
const nonblocking = syscall.O_NONBLOCK

// runs reports whether a process of that number runs on this machine, as far as this process can
// see.
func runs(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
