package explorer_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/explorer"
)

// TestGuard_refusesOthers sends what pages of other sites, and names that lead here, can send.
func TestGuard_refusesOthers(t *testing.T) {
	v := visit(t, newShown(t, "mlp:16", vae.Config{}, digits(false)))
	own := strings.TrimPrefix(v.URL, "http://")
	for _, c := range []struct {
		why, method, path, host string
		header                  string // NAME: VALUE, of several with | between
		want                    int
	}{
		{"page", "GET", "", "", "", 200},
		{"link from elsewhere", "GET", "", "", "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate", 200},
		{"own script", "GET", "api/about", "", "Sec-Fetch-Site: same-origin|Sec-Fetch-Mode: cors", 200},
		{"own form", "POST", "api/sample", "", "Origin: http://" + own, 200},
		{"typed", "GET", "", "", "Sec-Fetch-Site: none|Sec-Fetch-Mode: navigate", 200},
		{"localhost", "GET", "api/about", "localhost:1", "", 200},
		{"IPv6", "GET", "api/about", "[::1]:80", "", 200},
		{"IPv6 without a port", "GET", "api/about", "[::1]", "", 200},
		{"no secret", "GET", "/", "", "", 404},
		{"no secret at all", "GET", "/api/about", "", "", 404},
		{"wrong secret", "GET", "/" + strings.Repeat("A", 26) + "/api/about", "", "", 404},
		{"half of the secret", "GET", v.server.Path()[:10] + "/api/about", "", "", 404},
		{"secret and more", "GET", strings.TrimSuffix(v.server.Path(), "/") + "A/", "", "", 404},
		{"way out", "GET", v.server.Path() + "../api/about", "", "", 404},
		{"rebound name", "GET", "", "evil.example:80", "", 403},
		{"rebound name like ours", "GET", "", "localhost.evil.example", "", 403},
		{"rebound address", "GET", "", "127.0.0.1.evil.example:80", "", 403},
		{"name of nothing", "GET", "", ":80", "", 403},
		{"other origin", "POST", "api/sample", "", "Origin: http://evil.example", 403},
		{"other port", "POST", "api/sample", "", "Origin: http://127.0.0.1:1", 403},
		{"origin that is none", "GET", "api/about", "", "Origin: null", 403},
		{"malformed origin", "GET", "api/about", "", "Origin: ://", 403},
		{"other site's script", "GET", "api/about", "", "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: cors", 403},
		{"other site's image", "GET", "api/labels", "", "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors", 403},
		{"other port's script", "GET", "api/about", "", "Sec-Fetch-Site: same-site|Sec-Fetch-Mode: no-cors", 403},
		{"other site's form", "POST", "api/sample", "", "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate", 403},
		{"wrong method", "DELETE", "api/about", "", "", 405},
		{"wrong method of the page", "POST", "", "", "", 405},
		{"form in place of a picture", "PUT", "api/look", "", "", 405},
		{"no such page", "GET", "api/secrets", "", "", 404},
		{"preflight", "OPTIONS", "api/sample", "", "Origin: http://evil.example", 403},
	} {
		path := c.path
		if !strings.HasPrefix(path, "/") {
			path = v.server.Path() + path
		}
		r, err := http.NewRequest(c.method, v.URL+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		for header := range strings.SplitSeq(c.header, "|") {
			if name, value, ok := strings.Cut(header, ": "); ok {
				r.Header.Set(name, value)
			}
		}
		if status, content := v.do(r); status != c.want {
			t.Errorf("%s: %d %s, want %d", c.why, status, content, c.want)
		} else if status >= 400 && bytes.Contains(content, []byte(strings.Trim(v.server.Path(), "/"))) {
			t.Errorf("%s: the answer tells the secret", c.why)
		}
	}
}

// TestGuard_openAnswersToAnyName: with --listen on another address names of this machine are not
// known; the secret and the origin remain.
func TestGuard_openAnswersToAnyName(t *testing.T) {
	run := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s := explorer.New(t.Context(), explorer.Options{Run: run, Open: true})
	for origin, want := range map[string]int{"": 200, "http://there.example:80": 200, "http://evil.example": 403} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://there.example:80"+s.Path()+"api/about", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", origin)
		w := recorder{header: http.Header{}}
		if s.Handler().ServeHTTP(&w, r); w.status != want {
			t.Errorf("%q: %d, want %d", origin, w.status, want)
		}
	}
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header { return r.header }
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return len(p), nil
}

// TestPolicy: nothing is loaded from elsewhere, no text is taken for a script, nothing is kept.
func TestPolicy(t *testing.T) {
	v := visit(t, newShown(t, "mlp:16", vae.Config{}, digits(false)))
	for _, path := range []string{"", "main.js", "api/about", "api/pictures/epoch-001-samples.png", "../nothing"} {
		answer, err := v.Client().Get(v.URL + v.server.Path() + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		policy := answer.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") ||
			strings.Contains(policy, "http") {
			t.Errorf("%q: policy %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cache-Control": "no-store"} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%q: %s: %q", path, name, got)
			}
		}
	}
}

// TestPath_withoutItsEnd: whoever leaves out the last slash is led to the page.
func TestPath_withoutItsEnd(t *testing.T) {
	v := visit(t, newShown(t, "mlp:16", vae.Config{}, digits(false)))
	answer, err := v.Client().Get(v.URL + strings.TrimSuffix(v.server.Path(), "/"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.Path != v.server.Path() {
		t.Errorf("%d at %s", answer.StatusCode, answer.Request.URL.Path)
	}
}

// TestBody_thatEndsEarly: half a request is no request.
func TestBody_thatEndsEarly(t *testing.T) {
	v := visit(t, newShown(t, "mlp:16", vae.Config{}, digits(false)))
	c, err := net.Dial("tcp", strings.TrimPrefix(v.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const head = "POST %sapi/decode HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1200\r\n\r\n"
	fmt.Fprintf(c, head+strings.Repeat("\x00", 12), v.server.Path())
	c.(*net.TCPConn).CloseWrite()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || bytes.Contains(answer, []byte(" 200 ")) {
		t.Errorf("%v %q", err, answer)
	}
	v.get("api/about")
}
