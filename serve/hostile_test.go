package serve_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/data"
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

// lying returns a .npy file whose header claims another shape or type.
func lying(descr, shape string, elements int) []byte {
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", descr, shape)
	file := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(dict)))
	return append(append(file, dict...), make([]byte, elements)...)
}

// one is an image in JSON whose first pixel is a text.
func one(pixel string) []byte { return []byte("[[" + pixel + strings.Repeat(",0", 783) + "]]") }

// TestRequests_thatMakeNoSense are each refused with a status of whoever asked, and an error of one
// line in JSON; the server goes on.
func TestRequests_thatMakeNoSense(t *testing.T) {
	set := data.DrawDigits(40, 1)
	grey := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	labelled := visit(t, conditional(t, set), set)
	image, code := npy([]int{1, 28, 28}, make([]float32, 784)), npy([]int{1, 3}, make([]float32, 3))
	images := npy([]int{2, 784}, make([]float32, 2*784))
	for _, r := range []struct {
		c      *client
		method string
		path   string
		body   []byte
		want   int
	}{
		{grey, "POST", "/encode", nil, 422}, {grey, "POST", "/encode", []byte("no picture"), 422}, {grey, "POST", "/encode", []byte("PK\x03\x04"), 422},
		{grey, "POST", "/encode", image[:len(image)-1], 422}, {grey, "POST", "/encode", append(bytes.Clone(image), 0), 422},
		{grey, "POST", "/encode", []byte("\x93NUMPY"), 422}, {grey, "POST", "/encode", []byte("\x93NUMPY\x09\x00\xff\xff"), 422},
		{grey, "POST", "/encode", lying("<f4", "(999999999, 28, 28)", 3136), 422}, {grey, "POST", "/encode", lying("<f4", "(0, 28, 28)", 0), 422},
		{grey, "POST", "/encode", lying("|O", "(1, 28, 28)", 3136), 422}, {grey, "POST", "/encode", lying("<f4", "(1, 27, 28)", 3024), 422},
		{grey, "POST", "/encode", lying("<f4", "(9223372036854775807, 9223372036854775807, 28)", 0), 422},
		{grey, "POST", "/encode", lying("<c8", "(1, 28, 28)", 6272), 422}, {grey, "POST", "/encode", lying("<U9", "(1, 28, 28)", 28224), 422},
		{grey, "POST", "/encode", lying("<f4", "(28, 28)", 3136), 422}, {grey, "POST", "/encode", lying("|u1", "(1, 28, 28, 5)", 3920), 422},
		{grey, "POST", "/encode", npy([]int{1, 28, 28}, bytesOf(784, float32(math.NaN()))), 422},
		{grey, "POST", "/encode", npy([]int{1, 28, 28}, bytesOf(784, -3)), 422}, {grey, "POST", "/encode", npy([]int{1, 28, 28}, bytesOf(784, 1e30)), 422},
		{grey, "POST", "/encode", lying("|u1", "(1025, 28, 28)", 1025*784), 413}, {grey, "POST", "/encode", make([]byte, 33<<20), 413},
		{grey, "POST", "/encode", bomb(50_000), 422}, {grey, "POST", "/encode", bomb(1<<31 - 1), 422}, {grey, "POST", "/encode", bomb(4), 422},
		{grey, "POST", "/encode", bomb(20_000), 422}, {grey, "POST", "/encode", []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), 422},
		{grey, "POST", "/encode", []byte("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--"), 422},
		{grey, "POST", "/encode", []byte("["), 400}, {grey, "POST", "/encode", []byte("[]"), 400}, {grey, "POST", "/encode", []byte("[[]]"), 400},
		{grey, "POST", "/encode", []byte(`{"images": [[0]]}`), 400}, {grey, "POST", "/encode", []byte("[[0, 1]]"), 422},
		{grey, "POST", "/encode", []byte("[0] [1]"), 400}, {grey, "POST", "/encode", []byte(strings.Repeat("[", 1<<20)), 400},
		{grey, "POST", "/encode", []byte(strings.Repeat("[", 9) + "0" + strings.Repeat("]", 9)), 400},
		{grey, "POST", "/encode", one("1e99"), 400}, {grey, "POST", "/encode", one("-1"), 422}, {grey, "POST", "/encode", one("255"), 422},
		{grey, "POST", "/encode", one("NaN"), 400}, {grey, "POST", "/encode", one(`"0"`), 400}, {grey, "POST", "/encode", one("null"), 400},
		{grey, "POST", "/encode", one("[0]"), 400}, {grey, "POST", "/encode", one("0, 0"), 422}, {grey, "POST", "/encode", one("0],[0"), 400},
		{grey, "POST", "/decode", nil, 422}, {grey, "POST", "/decode", code[:len(code)-1], 422}, {grey, "POST", "/decode", npy([]int{1, 2}, make([]float32, 2)), 422},
		{grey, "POST", "/decode", npy([]int{1, 3}, bytesOf(3, float32(math.Inf(1)))), 422}, {grey, "POST", "/decode", npy([]int{1, 3}, bytesOf(3, 1e30)), 422},
		{grey, "POST", "/decode", []byte("[[0, 0]]"), 422}, {grey, "POST", "/decode", []byte("[[0, 0, 1e7]]"), 422}, {grey, "POST", "/decode", bomb(4), 422},
		{grey, "POST", "/decode", npy([]int{1025, 3}, make([]float32, 3*1025)), 413}, {grey, "POST", "/decode", lying("<f4", "(2, 0)", 0), 422},
		{grey, "POST", "/encode?label=1", image, 400}, {labelled, "POST", "/encode", image, 400}, {labelled, "POST", "/encode?label=77", image, 422},
		{labelled, "POST", "/encode?label=x", image, 400}, {labelled, "POST", "/encode?label=1,2", image, 400}, {labelled, "POST", "/decode?label=1,2,3", code, 400},
		{labelled, "POST", "/scores?label=1,2,", images, 400}, {labelled, "POST", "/scores?label=9999999999999999999", images, 400},
		{labelled, "GET", "/sample?label=77", nil, 422}, {grey, "GET", "/sample?label=7", nil, 400},
		{grey, "GET", "/sample?n=0", nil, 400}, {grey, "GET", "/sample?n=1025", nil, 400}, {grey, "GET", "/sample?n=", nil, 400}, {grey, "GET", "/sample?n=1e9", nil, 400},
		{grey, "GET", "/sample?seed=-1", nil, 400}, {grey, "GET", "/sample?seed=18446744073709551616", nil, 400}, {grey, "GET", "/sample?temperature=NaN", nil, 400},
		{grey, "GET", "/sample?temperature=-1", nil, 400}, {grey, "GET", "/sample?temperature=1e9", nil, 400}, {grey, "GET", "/sample?draw=maybe", nil, 400},
		{grey, "GET", "/sample?prior=other", nil, 400}, {grey, "GET", "/sample?prior=fitted", nil, 400}, {grey, "POST", "/scores?prior=fitted", image, 400},
		{grey, "GET", "/sample?n=1&n=2", nil, 400}, {grey, "GET", "/sample?m=1", nil, 400}, {grey, "GET", "/sample?%zz", nil, 400}, {grey, "GET", "/sample?n=1;x", nil, 400},
		{grey, "POST", "/scores?samples=0", image, 400}, {grey, "POST", "/scores?samples=10001", image, 400}, {grey, "POST", "/encode?output=params", image, 400},
		{grey, "GET", "/encode", nil, 405}, {grey, "POST", "/sample", nil, 405}, {grey, "DELETE", "/decode", nil, 405}, {grey, "GET", "/", nil, 200},
		{grey, "GET", "/nothing", nil, 404}, {grey, "GET", "/../../etc/passwd", nil, 404}, {grey, "POST", "/encode/", image, 404},
	} {
		got := r.c.send(r.method, r.path, mediaJSON, r.body)
		if got.status != r.want {
			t.Errorf("%s %s %.40q: %d %.300s, want %d", r.method, r.path, r.body, got.status, got.content, r.want)
			continue
		}
		if r.want == http.StatusOK {
			continue
		}
		said := into[struct{ Error string }](t, got.content).Error
		if said == "" || strings.Contains(said, "internal") || strings.ContainsAny(said, "\n") || len(said) > 400 {
			t.Errorf("%s %s %.40q: it says %q", r.method, r.path, r.body, said)
		}
	}
	grey.ask("POST", "/encode", mediaJSON, image)
	if got := grey.send("GET", "/metrics", "*/*", nil); !bytes.Contains(got.content, []byte("vae_requests 0\n")) || !bytes.Contains(got.content, []byte("vae_requests_bytes 0\n")) {
		t.Errorf("something was not given back:\n%s", got.content)
	}
}

// bytesOf returns n times the same number.
func bytesOf(n int, v float32) []float32 {
	all := make([]float32, n)
	for i := range all {
		all[i] = v
	}
	return all
}

// TestAccept chooses the first format that a client accepts.
func TestAccept(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	for accept, want := range map[string]string{
		"": mediaJSON, "*/*": mediaJSON, "image/*": mediaPNG, "image/png, */*": mediaPNG, "application/*": mediaJSON, mediaNPY: mediaNPY,
		"text/html, application/x-npy;q=0.9, */*;q=0.1": mediaNPY, "application/json;q=0, image/png": mediaPNG, "application/json; charset=utf-8": mediaJSON,
		"text/html": "", "nonsense": "", ",": "",
	} {
		got := c.send("GET", "/sample?n=1", accept, nil)
		if got.status != http.StatusOK && (got.status != http.StatusNotAcceptable || want != "") ||
			got.status == http.StatusOK && got.header.Get("Content-Type") != want {
			t.Errorf("%q: %d %s, want %s", accept, got.status, got.header.Get("Content-Type"), want)
		}
	}
	if got := c.send("POST", "/encode", mediaPNG, npy([]int{1, 784}, make([]float32, 784))); got.status != http.StatusNotAcceptable {
		t.Errorf("codes as a picture: %d", got.status)
	}
}

// TestGuard_refusesOthers sends what pages of other sites, and names that lead here, can send.
func TestGuard_refusesOthers(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	for _, r := range []struct {
		host, name, value string
		want              int
	}{
		{"", "", "", 200}, {"localhost:1", "", "", 200}, {"[::1]:80", "", "", 200}, {"evil.example", "", "", 403}, {"127.0.0.1.evil.example:80", "", "", 403},
		{"", "Origin", "http://evil.example", 403}, {"", "Origin", "null", 403}, {"", "Sec-Fetch-Site", "cross-site", 403}, {"", "Origin", c.URL, 200},
	} {
		ask, err := http.NewRequest("GET", c.URL+"/sample?n=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		if ask.Host = r.host; r.name != "" {
			ask.Header.Set(r.name, r.value)
		}
		got, err := c.Client().Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		if got.Body.Close(); got.StatusCode != r.want {
			t.Errorf("%q %s: %s: %d, want %d", r.host, r.name, r.value, got.StatusCode, r.want)
		}
	}
}

// TestBody_thatEndsEarly: half a request is no request.
func TestBody_thatEndsEarly(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	half, err := net.Dial("tcp", strings.TrimPrefix(c.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	io.WriteString(half, "POST /decode HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1200\r\n\r\n[[0, 0")
	half.(*net.TCPConn).CloseWrite()
	half.SetReadDeadline(time.Now().Add(10 * time.Second))
	if answer, err := io.ReadAll(half); err != nil || bytes.Contains(answer, []byte(" 200 ")) {
		t.Errorf("%v %q", err, answer)
	}
	c.ask("GET", "/sample?n=1", mediaJSON, nil)
}

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
