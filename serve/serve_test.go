package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/internal/nn/nntest"
	"vae/serve"
)

// client asks a server about a model.
type client struct {
	testing.TB
	*httptest.Server
	server *serve.Server
	loaded *serve.Loaded
	set    *data.Set // images of the model's shape, with labels
}

// visit serves a checkpoint.
func visit(t testing.TB, loaded *serve.Loaded, set *data.Set, change ...func(*serve.Options)) *client {
	t.Helper()
	o := serve.Options{Name: "digits-001", Version: "test", Queue: 64, Timeout: time.Minute,
		Load: func(context.Context) (*serve.Loaded, error) { return loaded, nil }}
	for _, c := range change {
		c(&o)
	}
	ctx, stop := context.WithCancel(context.Background())
	s, err := serve.New(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t, httptest.NewServer(s.Handler()), s, loaded, set}
	t.Cleanup(func() {
		c.Close()
		stop()
	})
	return c
}

// response is an answer.
type response struct {
	status  int
	header  http.Header
	content []byte
}

// send asks for an answer of a type.
func (c *client) send(method, path, accept string, body []byte) response {
	c.Helper()
	r, err := http.NewRequest(method, c.URL+path, bytes.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	got, err := c.Client().Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer got.Body.Close()
	content, err := io.ReadAll(got.Body)
	if err != nil {
		c.Fatal(err)
	}
	return response{got.StatusCode, got.Header, content}
}

// ask returns an answer that must be one.
func (c *client) ask(method, path, accept string, body []byte) []byte {
	c.Helper()
	got := c.send(method, path, accept, body)
	if got.status != http.StatusOK || got.header.Get("Content-Type") != accept {
		c.Fatalf("%s: %d %s %.300s", path, got.status, got.header.Get("Content-Type"), got.content)
	}
	return got.content
}

const (
	mediaJSON = "application/json"
	mediaNPY  = "application/x-npy"
	mediaPNG  = "image/png"
)

// newLoaded returns a checkpoint with a small model of the images.
// meanOf returns the mean image of a set.
func meanOf(t testing.TB, set *data.Set) []float32 {
	t.Helper()
	all, err := set.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	return all.Mean
}

func newLoaded(t testing.TB, net string, c vae.Config, set *data.Set) *serve.Loaded {
	t.Helper()
	c, err := c.WithNetwork(net)
	if err != nil {
		t.Fatal(err)
	}
	if c.Likelihood == "" {
		c.Likelihood = "bernoulli"
	}
	c.Latent = 3
	images := func(_, n int) []float32 { return pixels(set, 0, n) }
	shape := set.Shape()
	m, err := vae.New(c.WithShape(shape), 1, vae.Start{Mean: meanOf(t, set), Images: images})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range m.Parameters() {
		for j, v := range nntest.Normal(uint64(i), len(p.Data)) {
			p.Data[j] += 0.3 * v / float32(math.Sqrt(float64(len(p.Data)/p.Shape[len(p.Shape)-1])))
		}
	}
	return &serve.Loaded{Path: "best", Step: 7, Model: m, Reading: data.Options{
		Size: data.Size{Height: shape.H, Width: shape.W}, Colours: data.ColoursOf(shape), Limit: 32 << 20}}
}

// pixels returns n images of a set from one on, from the first on again after the last.
func pixels(set *data.Set, from, n int) []float32 {
	all := make([]float32, n*set.Pixels())
	for i := range n {
		set.Read(all[i*set.Pixels():], (from+i)%set.Len())
	}
	return all
}

// npy returns a .npy file.
func npy(shape []int, values []float32) []byte {
	var file bytes.Buffer
	if err := data.WriteNPY(&file, shape, values); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// rows returns rows of numbers in JSON.
func rows(t testing.TB, values []float32, width int) []byte {
	t.Helper()
	var all [][]float32
	for i := 0; i < len(values); i += width {
		all = append(all, values[i:i+width])
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// flat returns the numbers of an array in JSON.
func flat(t testing.TB, array json.RawMessage) (all []float32) {
	t.Helper()
	for _, text := range bytes.FieldsFunc(array, func(r rune) bool { return bytes.ContainsRune([]byte("[], \n"), r) }) {
		var v float32
		if _, err := fmt.Sscan(string(text), &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// into reads JSON.
func into[T any](t testing.TB, content []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatalf("%v in %.200s", err, content)
	}
	return value
}
