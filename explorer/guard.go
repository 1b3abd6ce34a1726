package explorer

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"vae/internal/web"
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
		case !s.Open && !web.IsLocal(r.Host):
			http.Error(w, "vae explore answers only to names of this machine", http.StatusForbidden)
		case !web.SameOrigin(r):
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

// errNotYet says that there is no model.
var errNotYet = &web.Error{Status: http.StatusServiceUnavailable, Message: "there is no checkpoint yet"}

// handle answers with what a function returns: a stream or a picture as it is, anything else as
// JSON. Its errors become {"error": …}.
func handle(f func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := web.Sheltered(func() (any, error) { return f(r) })
		if err != nil {
			web.Refuse(w, err)
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
			web.WriteJSON(w, http.StatusOK, answer)
		}
	}
}
