//go:build !unix

package ranks

// permanent returns n zeros.
func permanent(n int) []byte { return make([]byte, n) }
