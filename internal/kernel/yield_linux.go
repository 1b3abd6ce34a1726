package kernel

import "syscall"

// yield lets another thread have the core, if one waits for it.
func yield() { syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) }
