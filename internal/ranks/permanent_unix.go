//go:build unix

package ranks

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// permanent returns n zeros outside Go's heap. It panics if there is no memory, as make would.
func permanent(n int) []byte {
	x, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		panic(fmt.Sprintf("ranks: %d bytes of memory: %v", n, err))
	}
	return x
}
