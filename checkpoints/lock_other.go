//go:build !unix

package checkpoints

const lockFlags = 0
