package serve

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"time"

	"vae/internal/web"
)

// Handler answers requests.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	add := func(method, path string, h http.Handler) {
		mux.Handle(method+" "+path, h)
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", method)
			refusal(http.StatusMethodNotAllowed, r.URL.Path+" is for "+method)(w, r)
		})
	}
	for _, rt := range routes {
		add(rt.method, rt.path, s.metrics.count(rt.path, s.handle(rt)))
	}
	add("GET", metricsPath, s.metrics.handler())
	add("GET", healthPath, http.HandlerFunc(s.health))
	add("GET", openAPIPath, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		web.WriteJSON(w, http.StatusOK, s.openAPI())
	}))
	add("GET", "/{$}", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte(Reference()))
	}))
	mux.Handle("/", refusal(http.StatusNotFound, "there is no such path: GET / lists those that there are"))
	return s.guard(mux)
}

// refusal answers with an error.
func refusal(status int, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		web.Refuse(w, &web.Error{Status: status, Message: message})
	}
}

// guard refuses what pages of other sites send that are open in a browser on this machine.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		if s.ending.Load() {
			w.Header().Set("Connection", "close")
		}
		if r.Body != http.NoBody { // also if it is not read
			http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
		}
		switch {
		case !s.Open && !web.IsLocal(r.Host):
			refusal(http.StatusForbidden, "vae serve answers only to names of this machine")(w, r)
		case !web.SameOrigin(r):
			refusal(http.StatusForbidden, "vae serve answers no pages of other sites")(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// health answers whether the server is there to stay.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	status, state := http.StatusOK, "ok"
	if s.ending.Load() {
		status, state = http.StatusServiceUnavailable, "ending"
	}
	now := s.Loaded()
	web.WriteJSON(w, status, map[string]any{"status": state, "checkpoint": now.Path, "step": now.Step})
}

// handle answers the requests of a route.
func (s *Server) handle(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer s.answered.Add(1)
		_, err := web.Sheltered(func() (struct{}, error) { return struct{}{}, s.answer(w, r, rt) })
		if err != nil {
			web.Refuse(w, err)
		}
	}
}

// answer answers a request. After an error nothing has been written.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, rt route) error {
	q := &request{Loaded: s.Loaded()}
	var err error
	if q.settings, err = rt.settings(r.URL.RawQuery); err != nil {
		return err
	}
	f, err := rt.format(r)
	if err != nil {
		return err
	}
	if q.place, err = s.room.enter(); err != nil {
		return err
	}
	defer q.place.leave()
	ctx, cancel, err := s.read(w, r, rt.body, q)
	defer cancel()
	if err != nil {
		return err
	}
	answer, err := rt.answer(s, ctx, q)
	if err != nil {
		return err
	}
	content, err := atDesk(ctx, s, func() ([]byte, error) { return answer.in(f) })
	if err != nil {
		return err
	}
	q.place.answer()
	q.write(w, f, content)
	return nil
}

// read reads the body of a request. From then on it is to be answered by the deadline of a context.
func (s *Server) read(
	w http.ResponseWriter, r *http.Request, b *body, q *request,
) (ctx context.Context, cancel context.CancelFunc, err error) {
	s.metrics.coming.Add(1)
	defer s.metrics.coming.Add(-1)
	var content []byte
	if b != nil {
		content, err = receive(w, r, q.place)
	}
	ctx, cancel = context.WithTimeout(r.Context(), s.Timeout)
	if b != nil && err == nil {
		_, err = atDesk(ctx, s, func() (struct{}, error) { return struct{}{}, b.read(ctx, q, content) })
	}
	return ctx, cancel, err
}

// receive returns the body of a request.
func receive(w http.ResponseWriter, r *http.Request, p *place) ([]byte, error) {
	size := r.ContentLength
	if size < 0 {
		size = mostBody // unknown
	}
	if err := p.take(min(size, mostBody)); err != nil {
		return nil, err
	}
	content, err := web.Body(r, mostBody)
	if err != nil {
		return nil, unread(err)
	}
	http.NewResponseController(w).SetReadDeadline(time.Time{}) // that the client goes away must be seen for longer
	return content, nil
}

// unread returns what is wrong with a body that did not come as a whole.
func unread(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return web.BadRequest("the body ends early: %v", err)
}

// atDesk does work that takes a core, once one is free.
func atDesk[T any](ctx context.Context, s *Server, work func() (T, error)) (none T, err error) {
	select {
	case s.desks <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	defer func() { <-s.desks }()
	return work()
}

// write sends an answer.
func (q *request) write(w http.ResponseWriter, f format, content []byte) {
	h := w.Header()
	h.Set("Content-Type", f.media)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Vae-Step", strconv.FormatInt(q.Step, 10))
	for _, n := range q.notices {
		h.Add("Vae-Notice", mime.QEncoding.Encode("utf-8", n))
	}
	w.Write(content)
}
