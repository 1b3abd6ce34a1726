//go:build !unix

package disk

// nonblocking is nothing where files are no pipes.
const nonblocking = 0

// runs reports whether a process of that number runs on this machine. Nothing says that it does not: what it left
// stays until its age tells.
func runs(int) bool { return true }
