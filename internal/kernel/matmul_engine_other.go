//go:build !amd64

package kernel

// engines is empty: other machines compute products in plain Go.
var engines [avx512 + 1]*engine
