//go:build !unix

package disk

import "os"

// nonblocking is nothing where files are no pipes.
const nonblocking = 0

// runs reports whether a process of that number runs on this machine, or may.
func runs(pid int) bool {
	_, err := os.FindProcess(pid)
	return err == nil
}
