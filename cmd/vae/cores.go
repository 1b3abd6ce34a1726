package main

import (
	"fmt"
	"runtime"
)

// useCores limits the program to a number of cores; 0 means all. More than there are
// would only cost memory.
func useCores(workers int) error {
	if workers < 0 {
		return &usageError{fmt.Sprintf("--workers %d is not 0 or more", workers), ""}
	}
	if workers > 0 {
		runtime.GOMAXPROCS(min(workers, runtime.NumCPU()))
	}
	return nil
}
