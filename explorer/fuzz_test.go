package explorer_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"vae"
	"vae/explorer"
)

// FuzzRequest sends what a page can send, and more. Whatever it is, the server is not at fault.
func FuzzRequest(f *testing.F) {
	code := float32Bytes([]float32{0.5, -1, 2})
	f.Add("decode", "draw=3", "", code)
	f.Add("decode", "label=1", "", code[:7])
	f.Add("near", "prior=own", "", code)
	f.Add("sample", "", "application/json", []byte(`{"n": 2, "seed": 7, "temperature": 0.5, "prior": "own", "pixels": true}`))
	f.Add("look", "name=a.png", "image/*", bomb(9))
	f.Add("look", "", "application/octet-stream", make([]byte, 784))
	f.Add("plane", "x=1&y=0", "", []byte(nil))
	f.Add("points", "x=1&y=2", "", []byte(nil))
	f.Add("images", "i=0&i=3", "", []byte(nil))
	f.Add("look", "image=3", "", []byte(nil))
	f.Add("pictures/epoch-001-samples.png", "", "", []byte(nil))
	s := explorer.New(f.Context(), explorer.Options{Run: newShown(f, "mlp:8", vae.Config{}, digits(false))})
	handler := s.Handler()
	f.Fuzz(func(t *testing.T, path, query, kind string, body []byte) {
		method := http.MethodPost
		if len(body) == 0 {
			method = http.MethodGet
		}
		r := httptest.NewRequest(method, "http://localhost/", bytes.NewReader(body))
		r.URL = &url.URL{Path: s.Path() + "api/" + path, RawQuery: query}
		r.Header.Set("Content-Type", kind)
		if path == "events" { // has no end
			return
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Header().Get("Content-Type") == "application/json" && (w.Code >= 500 || !json.Valid(w.Body.Bytes())) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
