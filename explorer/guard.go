package explorer

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"

	"vae"
	"vae/data"
)

// policy is what the page may load: its own files, and pictures that it makes itself.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard answers only requests that the page itself, or someone who knows its address, can have
// made. A page of another site that is open in the same browser is refused: it may have a name that
// leads here (DNS rebinding), which Host tells, or send forms, which Origin tells.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !s.Open && !isLocal(r.Host):
			http.Error(w, "vae explore answers only to names of this machine", http.StatusForbidden)
		case !sameOrigin(r):
			http.Error(w, "vae explore answers only to its own page", http.StatusForbidden)
		case !s.knowsSecret(r):
			http.Error(w, "open the address that vae explore printed: it ends in a secret", http.StatusNotFound)
		case r.URL.Path+"/" == s.Path():
			http.Redirect(w, r, s.Path(), http.StatusFound)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// knowsSecret reports whether the address begins with the secret, in a time that does not tell how
// much of it is right.
func (s *Server) knowsSecret(r *http.Request) bool {
	given, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return subtle.ConstantTimeCompare([]byte(given), []byte(s.Token)) == 1
}

// isLocal reports whether a Host header names this machine.
func isLocal(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil { // it has no port
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether a request comes from the page, or from no page.
func sameOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		from, err := url.Parse(origin)
		return err == nil && from.Host == r.Host
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" // a link was followed
}

// requestError is an error of whoever asked.
type requestError struct {
	status  int
	message string
}

func (e *requestError) Error() string { return e.message }

func badRequest(format string, args ...any) error {
	return &requestError{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// errNotYet says that there is no model.
var errNotYet = &requestError{http.StatusServiceUnavailable, "there is no checkpoint yet"}

// errEnding says why an answer was not computed to its end.
var errEnding = errors.New("the server is ending")

// handle answers with what a function returns: a stream or a picture as it is, anything else as
// JSON. Its errors become {"error": …}.
func handle(f func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := sheltered(func() (any, error) { return f(r) })
		if err != nil {
			refuse(w, err)
			return
		}
		switch content := answer.(type) {
		case stream:
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Write(content)
		case []byte:
			w.Header().Set("Content-Type", http.DetectContentType(content))
			w.Write(content)
		default:
			writeJSON(w, http.StatusOK, answer)
		}
	}
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil { // a number is not finite
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var request *requestError
	var large *http.MaxBytesError
	var label *vae.LabelError
	var picture *data.FormatError
	switch {
	case errors.As(err, &request):
		status = request.status
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &label), errors.As(err, &picture):
		status = http.StatusUnprocessableEntity
	case errors.Is(err, fs.ErrNotExist):
		status = http.StatusNotFound
	case errors.Is(err, context.Canceled):
		status, err = http.StatusServiceUnavailable, errEnding
	}
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

// body reads a request's body of at most so many bytes.
func body(r *http.Request, most int64) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(nil, r.Body, most))
}
