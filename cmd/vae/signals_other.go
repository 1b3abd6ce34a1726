//go:build !unix

package main

import "os"

// notices are the signals by which batch systems give notice that the time of a job is over.
var notices []os.Signal
