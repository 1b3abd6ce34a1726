package kernel

import "syscall"

// yield lets another thread have the core, if one waits for it. The call is raw since the goroutine
// means to keep its place in Go's scheduler, which would else be told of each one.
func yield() { syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) }
