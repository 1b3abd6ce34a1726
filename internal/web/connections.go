package web

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// Connections are those of a server that ends without losing a request. http.Server.Shutdown loses
// some: what it has read after it began is dropped without an answer.
type Connections struct {
	mu     sync.Mutex
	ending bool
	all    map[net.Conn]http.ConnState
}

// Track is for http.Server.ConnState.
func (c *Connections) Track(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state == http.StateClosed || state == http.StateHijacked:
		delete(c.all, conn)
		return
	case state == http.StateActive && c.ending: // its request came before it was hushed
		conn.SetReadDeadline(time.Time{})
	case c.all == nil:
		c.all = map[net.Conn]http.ConnState{}
	}
	c.all[conn] = state
}

// Finish returns once all connections are closed, or with the error of ctx. No more of them are
// taken, and the handler closes each after its answer. Those that wait for a request are read no
// more, so that one that comes all the same is unread, as its client sees; new ones have some
// patience to send theirs.
func (c *Connections) Finish(ctx context.Context, patience time.Duration) error {
	end := time.Now().Add(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for c.hush(time.Now().After(end)) > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// hush ends the wait for requests, on new connections only if told so, and returns how many
// connections there are.
func (c *Connections) hush(fresh bool) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ending = true
	for conn, state := range c.all {
		if state == http.StateIdle || fresh && state == http.StateNew {
			conn.SetReadDeadline(time.Unix(1, 0))
		}
	}
	return len(c.all)
}
