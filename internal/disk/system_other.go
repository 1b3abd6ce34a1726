//go:build !unix

package disk

import "os"

const nonblocking = 0

// runs reports whether process pid may run on this machine.
func runs(pid int) bool {
	_, err := os.FindProcess(pid)
	return err == nil
}
