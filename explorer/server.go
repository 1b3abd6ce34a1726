package explorer

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server serves the page of one run.
type Server struct {
	Options
	hub hub

	mu      sync.Mutex
	now     *snapshot // nil before the first checkpoint
	loadErr error     // why the newest checkpoint is not shown
}

// New returns a server that follows a run until ctx is done.
func New(ctx context.Context, o Options) *Server {
	if o.Token == "" {
		o.Token = rand.Text()
	}
	if o.Poll == 0 {
		o.Poll = 500 * time.Millisecond
	}
	s := &Server{Options: o}
	s.look(ctx)
	go s.follow(ctx)
	return s
}

// Path returns the path of the page.
func (s *Server) Path() string { return "/" + s.Token + "/" }

// Serve answers on a listener until ctx is done.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    1 << 16,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}

// follow looks at the run again and again.
func (s *Server) follow(ctx context.Context) {
	var last string
	for tick := time.NewTicker(s.Poll); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
		s.look(ctx)
		if history := s.summary(); history != last {
			last = history
			s.hub.tell("history")
		}
	}
}

// look loads the newest checkpoint, if it is new.
func (s *Server) look(ctx context.Context) {
	stamp := s.Run.Stamp()
	if old := s.snapshot(); stamp == "" || old != nil && old.stamp == stamp {
		return
	}
	loaded, err := s.Run.Load(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.loadErr = err; err != nil {
		return
	}
	if s.now != nil {
		s.now.stop()
	}
	s.now = newSnapshot(ctx, loaded, stamp, s.hub.tell)
	s.hub.tell("snapshot")
}

// snapshot returns the newest, or nil.
func (s *Server) snapshot() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}
