//go:build unix

package disk

import (
	"errors"
	"syscall"
)

// nonblocking keeps open from waiting for the other end of a pipe.
const nonblocking = syscall.O_NONBLOCK

// runs reports whether this process can see that process pid runs.
func runs(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
