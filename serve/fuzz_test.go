package serve_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"vae"
	"vae/data"
)

// FuzzRequest sends what a client can send, and more. Whatever it is, the server is not at fault.
func FuzzRequest(f *testing.F) {
	set := data.DrawDigits(40, 1)
	f.Add("encode", "output=sample&seed=3", "", npy([]int{1, 28, 28}, make([]float32, 784)))
	f.Add("encode", "", "", one("0.5"))
	f.Add("reconstruct", "", "image/png", bomb(9))
	f.Add("scores", "samples=2", "", lying("|u1", "(1, 784)", 784))
	f.Add("decode", "", "application/x-npy", npy([]int{1, 3}, make([]float32, 3)))
	f.Add("decode", "", "", []byte("[[1, -0.5, 2e3], [0, 0, 0]]"))
	f.Add("decode", "label=1", "", []byte("[1, -0.5, 2e3]"))
	f.Add("sample", "n=2&temperature=0.5&draw=true&prior=own&seed=7", "image/*", []byte(nil))
	c := visit(f, newLoaded(f, "mlp:8", vae.Config{}, set), set)
	handler := c.server.Handler()
	f.Fuzz(func(t *testing.T, path, query, accept string, body []byte) {
		method := http.MethodPost
		if len(body) == 0 {
			method = http.MethodGet
		}
		r := httptest.NewRequest(method, "http://localhost/", bytes.NewReader(body))
		r.URL = &url.URL{Path: "/" + path, RawQuery: query}
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
