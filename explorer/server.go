package explorer

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"vae/internal/web"
)

// Server serves the page of one run.
type Server struct {
	Options
	hub   hub
	asked atomic.Int64 // how often pages asked for the history
	tried string       // stamp of the newest checkpoint, whether it could be loaded or not

	mu      sync.Mutex
	now     *snapshot // nil before the first checkpoint
	problem error     // why the newest checkpoint is not shown
	told    string    // the history that open pages were told of
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
	s.told = s.summary()
	go s.follow(ctx)
	return s
}

// Path returns the path of the page.
func (s *Server) Path() string { return "/" + s.Token + "/" }

// Problem returns why the newest checkpoint is not shown, nil if it is or if there is none yet.
func (s *Server) Problem() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.problem
}

// Once ctx is done, a server that tells pages of the end of the run waits so long at most for them to
// ask for it, and then for requests to end.
const (
	lastWords = 300 * time.Millisecond
	farewell  = time.Second
)

// Serve answers on a listener, which it closes, until ctx is done.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	requests, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    1 << 16,
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	asked := s.asked.Load() + int64(s.tellHistory())
	for end := time.Now().Add(lastWords); s.asked.Load() < asked && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if server.Shutdown(ending) != nil { // a reader is too slow
		return server.Close()
	}
	return nil
}

// follow looks at the run again and again.
func (s *Server) follow(ctx context.Context) {
	tick := time.NewTicker(s.Poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.look(ctx)
			s.tellHistory()
		}
	}
}

// errGone says that there was a checkpoint.
var errGone = errors.New("the checkpoints of the run are gone: this is the last one that was there")

// look loads the newest checkpoint, if it is new.
func (s *Server) look(ctx context.Context) {
	stamp := s.Run.Stamp()
	if stamp == s.tried || s.rests() {
		return
	}
	loaded, err := (*Loaded)(nil), errGone
	if stamp != "" {
		loaded, err = web.Sheltered(func() (*Loaded, error) { return s.Run.Load(ctx) })
	}
	if ctx.Err() != nil {
		return
	}
	s.tried = stamp
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.problem = err; err == nil {
		if s.now != nil {
			s.now.stop()
		}
		s.now = newSnapshot(ctx, loaded, s.hub.tell)
	}
	s.hub.tell("snapshot")
}

// rests reports whether a newer checkpoint has to wait, beside a training, for what pages ask of the
// last one, and for the training to have its share of the time.
func (s *Server) rests() bool {
	now := s.snapshot()
	return now != nil && now.Busy && now.rests() && s.historyOrLost().State == "running"
}

// snapshot returns the newest, or nil.
func (s *Server) snapshot() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// tellHistory tells open pages of a new history. It returns how many it told.
func (s *Server) tellHistory() int {
	pages := s.hub.pages()
	if pages == 0 {
		return 0
	}
	history := s.summary()
	s.mu.Lock()
	defer s.mu.Unlock()
	if history == s.told {
		return 0
	}
	s.told = history
	s.hub.tell("history")
	return pages
}

// summary returns the history as text, for comparison.
func (s *Server) summary() string {
	text, _ := json.Marshal(s.historyOrLost()) // numbers and texts
	return string(text)
}

// historyOrLost returns what is known of the training, also if that is nothing.
func (s *Server) historyOrLost() *History {
	history, err := s.Run.History()
	if err != nil {
		return &History{State: "lost", Problem: err.Error()}
	}
	return history
}
