package web

import (
	"context"
	"net"
	"strconv"
)

// Listener is where a server is reached.
type Listener struct{ net.Listener }

// Listen listens at an address, HOST:PORT; port 0 is any that is free. The error wraps an
// *os.SyscallError if the address makes sense and is not to be had.
func Listen(ctx context.Context, address string) (*Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &Listener{l}, nil
}

// IsOpen reports whether other machines can reach it.
func (l *Listener) IsOpen() bool { return !l.Addr().(*net.TCPAddr).IP.IsLoopback() }

// URL returns the address of a path of the server for a program on this machine.
func (l *Listener) URL(path string) string {
	at := l.Addr().(*net.TCPAddr)
	host := at.IP.String()
	if at.IP.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(at.Port)) + path
}
