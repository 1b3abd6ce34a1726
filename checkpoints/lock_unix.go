//go:build unix

package checkpoints

import "syscall"

// lockFlags keep open from following a link and from waiting for the other end of a pipe.
const lockFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
