package explorer_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"net/http"
	"strings"
	"testing"

	"vae"
)

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
	conditional := vae.Config{Conditional: true, Prior: vae.ClassPrior, Classes: classes}
	labelled := newShown(t, "mlp:16", conditional, digits(false))
	const form = "--x\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\n1\r\n--x--"
	code := float32Bytes(make([]float32, 3))
	huge, nan, infinite := float32Bytes([]float32{0, 0, 1e30}), float32Bytes([]float32{0, float32(math.NaN()), 0}),
		float32Bytes([]float32{float32(math.Inf(-1)), 0, 0})
	for _, c := range []struct {
		run        *shown
		path, kind string // of the content
		body       []byte // nil: GET
		want       int
	}{
		{grey, "decode", "", []byte{}, 400},
		{grey, "decode", "", code[:11], 400},
		{grey, "decode", "", code[:8], 400},
		{grey, "decode", "", nan, 400},
		{grey, "decode", "", infinite, 400},
		{grey, "decode", "", huge, 400},
		{grey, "decode", "", bytes.Repeat(code, 1025), 413},
		{grey, "decode?draw=x", "", code, 400},
		{grey, "decode?draw=-1", "", code, 400},
		{grey, "near", "", bytes.Repeat(code, 2), 413},
		{grey, "near", "", huge, 400},
		{grey, "near?prior=other", "", code, 400},
		{labelled, "decode", "", code, 400},
		{labelled, "decode?label=10", "", code, 422},
		{labelled, "decode?label=9999999999999999999", "", code, 400},
		{labelled, "near?label=-1", "", code, 422},
		{labelled, "look?label=77", "", make([]byte, 784), 422},
		{labelled, "look", "", make([]byte, 784), 400},
		{labelled, "sample", "", []byte(`{"label": 77}`), 422},
		{grey, "sample", "", []byte(`{"label": 7}`), 400},
		{grey, "sample", "", []byte{}, 400},
		{grey, "sample", "", []byte(`{"n": 0}`), 400},
		{grey, "sample", "", []byte(`{"n": 1000000000}`), 400},
		{grey, "sample", "", []byte(`{"n": -1}`), 400},
		{grey, "sample", "", []byte(`{"n": 1e99}`), 400},
		{grey, "sample", "", []byte(`{"seed": -1}`), 400},
		{grey, "sample", "", []byte(`{"temperature": -1}`), 400},
		{grey, "sample", "", []byte(`{"temperature": 1e9}`), 400},
		{grey, "sample", "", []byte(`{"temperature": NaN}`), 400},
		{grey, "sample", "", []byte(`{"prior": "../own"}`), 400},
		{grey, "sample", "", []byte(`{"n": 1} {"n": 2}`), 400},
		{grey, "sample", "", bytes.Repeat([]byte(" "), 5000), 413},
		{grey, "look?image=-1", "", nil, 400},
		{grey, "look?image=40", "", nil, 400},
		{grey, "look?image=", "", nil, 400},
		{grey, "look", "", nil, 400},
		{grey, "look?image=1e1", "", nil, 400},
		{grey, "images?i=40", "", nil, 400},
		{grey, "images?i=x", "", nil, 400},
		{grey, "images?" + strings.Repeat("i=1&", 1025), "", nil, 400},
		{grey, "plane?x=0&y=0", "", nil, 400},
		{grey, "plane?x=0", "", nil, 400},
		{grey, "plane?x=-1&y=0", "", nil, 400},
		{grey, "plane?x=0&y=3", "", nil, 400},
		{grey, "plane?prior=none", "", nil, 400},
		{grey, "points?x=a&y=b", "", nil, 400},
		{grey, "look", "", []byte{}, 400},
		{grey, "look", "", make([]byte, 783), 400},
		{grey, "look", "", make([]byte, 785), 400},
		{grey, "look?name=a.png", "image/*", []byte{}, 422},
		{grey, "look?name=a.png", "image/*", []byte("no picture"), 422},
		{grey, "look?name=" + strings.Repeat("../", 20) + "etc/passwd", "image/png", []byte("no picture"), 422},
		{grey, "look?name=a.png", "image/*", bomb(50_000), 422},
		{grey, "look?name=a.png", "image/*", bomb(1<<31 - 1), 422},
		{grey, "look?name=a.png", "image/*", bomb(4096), 422},
		{grey, "look?name=a.png", "image/*", bomb(4), 422},
		{grey, "look?name=a.npy", "image/*", []byte("\x93NUMPY\x01\x00"), 422},
		{grey, "look?name=a.zip", "text/plain", []byte("PK\x03\x04"), 422},
		{grey, "look?name=a.png", "image/*", make([]byte, 33<<20), 413},
		{grey, "look", "multipart/form-data; boundary=x", []byte(form), 422},
		{grey, "pictures/epoch-002-samples.png", "", nil, 404},
		{grey, "pictures/..%2F..%2Fconfig.json", "", nil, 404},
		{grey, "pictures/%00", "", nil, 404},
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
