//go:build !unix

package checkpoints

// lockFlags are none where links and pipes are rare.
const lockFlags = 0
