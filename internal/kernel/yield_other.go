//go:build !linux

package kernel

// yield does nothing: Go has no portable call for what Linux's does.
func yield() {}
