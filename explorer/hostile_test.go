package explorer_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
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
		{"other site's picture", "GET", "api/images?i=0", "", "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors", 403},
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
	s := explorer.New(t.Context(), explorer.Options{Run: newShown(t, "mlp:16", vae.Config{}, digits(false)), Open: true})
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
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%q: policy %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store"} {
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

// bomb returns the head of a PNG picture that claims to be large.
func bomb(size uint32) []byte {
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, size)
	chunk = binary.BigEndian.AppendUint32(chunk, size)
	chunk = append(chunk, 8, 6, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(chunk))
}

// TestRequests_thatMakeNoSense are each refused with a status of whoever asked, and an error in
// JSON; the server goes on.
func TestRequests_thatMakeNoSense(t *testing.T) {
	grey := newShown(t, "mlp:16", vae.Config{}, digits(false))
	var classes []vae.Class
	for label := range 10 {
		classes = append(classes, vae.Class{Label: label, Images: 4})
	}
	labelled := newShown(t, "mlp:16", vae.Config{Conditional: true, Prior: vae.ClassPrior, Classes: classes}, digits(false))
	code := float32Bytes(make([]float32, 3))
	huge, nan, infinite := float32Bytes([]float32{0, 0, 1e30}), float32Bytes([]float32{0, float32(math.NaN()), 0}),
		float32Bytes([]float32{float32(math.Inf(-1)), 0, 0})
	for _, c := range []struct {
		run        *shown
		path, kind string // of the content
		body       []byte // nil: GET
		want       int
	}{
		{grey, "decode", "", []byte{}, 400}, {grey, "decode", "", code[:11], 400}, {grey, "decode", "", code[:8], 400},
		{grey, "decode", "", nan, 400}, {grey, "decode", "", infinite, 400}, {grey, "decode", "", huge, 400},
		{grey, "decode", "", bytes.Repeat(code, 1025), 413}, {grey, "decode?draw=x", "", code, 400}, {grey, "decode?draw=-1", "", code, 400},
		{grey, "near", "", bytes.Repeat(code, 2), 413}, {grey, "near", "", huge, 400}, {grey, "near?prior=other", "", code, 400},
		{labelled, "decode", "", code, 400}, {labelled, "decode?label=10", "", code, 422}, {labelled, "decode?label=9999999999999999999", "", code, 400},
		{labelled, "near?label=-1", "", code, 422}, {labelled, "look?label=77", "", make([]byte, 784), 422}, {labelled, "look", "", make([]byte, 784), 400},
		{labelled, "sample", "", []byte(`{"label": 77}`), 422},
		{grey, "sample", "", []byte(`{"label": 7}`), 400},
		{grey, "sample", "", []byte{}, 400}, {grey, "sample", "", []byte(`{"n": 0}`), 400}, {grey, "sample", "", []byte(`{"n": 1000000000}`), 400},
		{grey, "sample", "", []byte(`{"n": -1}`), 400}, {grey, "sample", "", []byte(`{"n": 1e99}`), 400}, {grey, "sample", "", []byte(`{"seed": -1}`), 400},
		{grey, "sample", "", []byte(`{"temperature": -1}`), 400}, {grey, "sample", "", []byte(`{"temperature": 1e9}`), 400},
		{grey, "sample", "", []byte(`{"temperature": NaN}`), 400}, {grey, "sample", "", []byte(`{"prior": "../own"}`), 400},
		{grey, "sample", "", []byte(`{"n": 1} {"n": 2}`), 400}, {grey, "sample", "", bytes.Repeat([]byte(" "), 5000), 413},
		{grey, "look?image=-1", "", nil, 400}, {grey, "look?image=40", "", nil, 400}, {grey, "look?image=", "", nil, 400}, {grey, "look", "", nil, 400},
		{grey, "look?image=1e1", "", nil, 400},
		{grey, "images?i=40", "", nil, 400}, {grey, "images?i=x", "", nil, 400}, {grey, "images?" + strings.Repeat("i=1&", 1025), "", nil, 400},
		{grey, "plane?x=0&y=0", "", nil, 400}, {grey, "plane?x=0", "", nil, 400}, {grey, "plane?x=-1&y=0", "", nil, 400}, {grey, "plane?x=0&y=3", "", nil, 400},
		{grey, "plane?prior=none", "", nil, 400}, {grey, "points?x=a&y=b", "", nil, 400},
		{grey, "look", "", []byte{}, 400}, {grey, "look", "", make([]byte, 783), 400}, {grey, "look", "", make([]byte, 785), 400},
		{grey, "look?name=a.png", "image/*", []byte{}, 422}, {grey, "look?name=a.png", "image/*", []byte("no picture"), 422},
		{grey, "look?name=" + strings.Repeat("../", 20) + "etc/passwd", "image/png", []byte("no picture"), 422},
		{grey, "look?name=a.png", "image/*", bomb(50_000), 422}, {grey, "look?name=a.png", "image/*", bomb(1<<31 - 1), 422},
		{grey, "look?name=a.png", "image/*", bomb(4096), 422}, {grey, "look?name=a.png", "image/*", bomb(4), 422},
		{grey, "look?name=a.npy", "image/*", []byte("\x93NUMPY\x01\x00"), 422}, {grey, "look?name=a.zip", "text/plain", []byte("PK\x03\x04"), 422},
		{grey, "look?name=a.png", "image/*", make([]byte, 33<<20), 413},
		{grey, "look", "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\n1\r\n--x--"), 422},
		{grey, "pictures/epoch-002-samples.png", "", nil, 404}, {grey, "pictures/..%2F..%2Fconfig.json", "", nil, 404}, {grey, "pictures/%00", "", nil, 404},
	} {
		v := visit(t, c.run)
		method := http.MethodPost
		if c.body == nil {
			method = http.MethodGet
		}
		r, err := http.NewRequest(method, v.URL+v.server.Path()+"api/"+c.path, bytes.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/octet-stream")
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		status, content := v.do(r)
		said := into[struct{ Error string }](t, content).Error
		if status != c.want || said == "" || strings.Contains(said, "internal") || strings.ContainsAny(said, "\n") {
			t.Errorf("%s %.40q: %d %s, want %d", c.path, c.body, status, content, c.want)
		}
		v.get("api/about")
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
	io.WriteString(c, "POST "+v.server.Path()+"api/decode HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1200\r\n\r\n"+strings.Repeat("\x00", 12))
	c.(*net.TCPConn).CloseWrite()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || bytes.Contains(answer, []byte(" 200 ")) {
		t.Errorf("%v %q", err, answer)
	}
	v.get("api/about")
}
