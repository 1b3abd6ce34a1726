package main

import (
	"fmt"
	"runtime"
)

// cores is the flag of commands that may compute for long.
type cores struct {
	Workers int `default:"0" help:"Cores to use; 0: all. Results do not depend on it."`
}

// use limits the program to these cores. More than there are would only cost memory.
func (c cores) use() error {
	if c.Workers < 0 {
		return &usageError{fmt.Sprintf("--workers %d is not 0 or more", c.Workers), ""}
	}
	if c.Workers > 0 {
		runtime.GOMAXPROCS(min(c.Workers, runtime.NumCPU()))
	}
	return nil
}
