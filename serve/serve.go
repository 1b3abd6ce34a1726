// Package serve answers other programs over HTTP: it encodes, reconstructs and scores their images,
// decodes their codes, and draws from the prior.
//
// Answers are those of the commands of these names, to the bit. The table of routes says what is
// answered: handlers, the description for programs (OpenAPI) and that for people are made from it.
package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"vae"
	"vae/data"
	"vae/internal/web"
)

// Loaded is a checkpoint.
type Loaded struct {
	Path     string
	Step     int64
	Model    *vae.Model
	Fitted   *vae.Model        // the model under the prior that was fitted to it; nil: there is none
	Reading  data.Options      // how images are read
	Binarize data.Binarization // of images, as in training
}

// Options say what is served, and how much of it at a time.
type Options struct {
	Name    string // of the run
	Version string // of the program
	Load    func(ctx context.Context) (*Loaded, error)
	Open    bool          // any Host is answered, not only names of this machine
	Queue   int           // requests that are answered or wait at a time; more are refused
	Timeout time.Duration // of an answer
}

// Server serves a model.
type Server struct {
	Options
	now      atomic.Pointer[Loaded]
	room     room
	encoding *batcher
	decoding *batcher
	desks    chan struct{} // for reading and writing: one for each core
	alone    chan struct{} // for work that takes long and is not batched
	metrics  *metrics
	ending   atomic.Bool
	answered atomic.Int64
}

// New returns a server of the newest checkpoint, which computes until ctx is done.
func New(ctx context.Context, o Options) (*Server, error) {
	s := &Server{Options: o, room: room{requests: o.Queue, bytes: memory}}
	s.desks, s.alone = make(chan struct{}, runtime.GOMAXPROCS(0)), make(chan struct{}, 1)
	s.metrics = newMetrics(s)
	s.encoding = newBatcher(s, "encode", encodeBatch)
	s.decoding = newBatcher(s, "decode", decodeBatch)
	if err := s.Reload(ctx); err != nil {
		return nil, err
	}
	go s.encoding.run(ctx)
	go s.decoding.run(ctx)
	return s, nil
}

// Reload takes the newest checkpoint. Requests that came before are answered by the one before it;
// so are all others if it cannot be loaded.
func (s *Server) Reload(ctx context.Context) error {
	loaded, err := s.Load(ctx)
	s.metrics.reloaded(err)
	if err == nil {
		s.now.Store(loaded)
	}
	return err
}

// Loaded returns the checkpoint that is served.
func (s *Server) Loaded() *Loaded { return s.now.Load() }

// Answered returns how many requests were answered, those that were refused included.
func (s *Server) Answered() int64 { return s.answered.Load() }

// Bounds on what a client may make the server wait for.
const (
	headerTime = 10 * time.Second
	bodyTime   = 30 * time.Second // to send a body, and to receive an answer
	idleTime   = 2 * time.Minute
)

// At the end, clients that keep their connections are told so for some time; then those that have
// just connected have some to send a request.
const (
	farewell = 500 * time.Millisecond
	patience = 2 * time.Second
)

// Serve answers on a listener, which it closes, until ctx is done, and then whatever has come.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	all := context.WithoutCancel(ctx)
	var connections web.Connections
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		WriteTimeout:      2*bodyTime + s.Timeout,
		MaxHeaderBytes:    1 << 16,
		BaseContext:       func(net.Listener) context.Context { return all },
		ConnState:         connections.Track,
	}
	defer server.Close()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.ending.Store(true)
	time.Sleep(farewell)
	l.Close()
	<-failed // all that was taken is known
	ending, cancel := context.WithTimeout(all, server.WriteTimeout)
	defer cancel()
	if connections.Finish(ending, patience) != nil {
		return errors.New("some requests were not answered in time")
	}
	return nil
}
