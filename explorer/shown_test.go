package explorer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/explorer"
	"vae/internal/nn/nntest"
)

// shown is a run of which a test decides what there is to show.
type shown struct {
	mu      sync.Mutex
	stamp   string
	loaded  explorer.Loaded
	err     error // of Load
	history explorer.History
	lost    error // of History
}

// set changes the run.
func (s *shown) set(change func(s *shown)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *shown) Stamp() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stamp
}

func (s *shown) Load(context.Context) (*explorer.Loaded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	loaded := s.loaded
	return &loaded, s.err
}

func (s *shown) History() (*explorer.History, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	history := s.history
	return &history, s.lost
}

func (s *shown) Picture(name string) ([]byte, error) {
	if name != "epoch-001-samples.png" {
		return nil, fmt.Errorf("picture %q: %w", name, fs.ErrNotExist)
	}
	return []byte("\x89PNG\r\n\x1a\n"), nil
}

func (s *shown) ReadPicture(ctx context.Context, name string, content []byte) (*data.Set, error) {
	s.mu.Lock()
	shape := s.loaded.Priors[0].Model.Config().Shape()
	s.mu.Unlock()
	size := data.Size{Height: shape.H, Width: shape.W}
	return data.ReadPicture(ctx, name, content, data.Options{Size: size, Colours: data.ColoursOf(shape)})
}

// digits are images of every class, in grey or in colour.
func digits(coloured bool) *data.Set {
	if coloured {
		return data.DrawColourDigits(40, 1)
	}
	return data.DrawDigits(40, 1)
}

// newShown returns a run with a small model of the images.
func newShown(t testing.TB, net string, c vae.Config, set *data.Set) *shown {
	t.Helper()
	c, err := c.WithNetwork(net)
	if err != nil {
		t.Fatal(err)
	}
	if c.Likelihood == "" {
		c.Likelihood = "bernoulli"
	}
	if c.Latent == 0 {
		c.Latent = 3
	}
	s := &shown{stamp: "first", history: explorer.History{State: "running", Asked: 2}}
	s.loaded = explorer.Loaded{
		Path: "best", Epoch: 1, Step: 7, Kind: "a bound",
		Images: &explorer.Images{
			Set: set, Source: "digits", Split: "test", Loader: data.LoaderConfig{BatchSize: 16},
			Protocol: evaluate.Protocol{Samples: 16, Seed: 1},
		},
	}
	s.loaded.Priors = []explorer.Prior{{Name: "own", Title: "its own", Model: livelyModel(t, c.WithShape(set.Shape()), set)}}
	return s
}

// livelyModel returns a model that turns codes into different images.
func livelyModel(t testing.TB, c vae.Config, set *data.Set) *vae.Model {
	t.Helper()
	images := func(_, n int) []float32 {
		all := make([]float32, n*set.Pixels())
		for i := range n {
			set.Read(all[i*set.Pixels():], i%set.Len())
		}
		return all
	}
	m, err := vae.New(c, 1, vae.Start{Mean: set.Statistics().Mean, Images: images})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range m.Parameters() {
		for j, v := range nntest.Normal(uint64(i), len(p.Data)) {
			p.Data[j] += 0.3 * v / float32(math.Sqrt(float64(len(p.Data)/p.Shape[len(p.Shape)-1])))
		}
	}
	return m
}

// visitor is a page that asks a server.
type visitor struct {
	testing.TB
	server *explorer.Server
	*httptest.Server
}

func visit(t testing.TB, run explorer.Run) *visitor {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := explorer.New(ctx, explorer.Options{Name: "digits-001", Run: run, Version: "test", Poll: 5 * time.Millisecond})
	v := &visitor{t, s, httptest.NewServer(s.Handler())}
	t.Cleanup(func() {
		stop()
		v.Close()
	})
	return v
}

// ask returns status and content of an answer.
func (v *visitor) ask(method, path string, body []byte) (int, []byte) {
	v.Helper()
	r, err := http.NewRequest(method, v.URL+v.server.Path()+path, bytes.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	return v.do(r)
}

func (v *visitor) do(r *http.Request) (int, []byte) {
	v.Helper()
	answer, err := v.Client().Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, content
}

// get returns an answer that must be one.
func (v *visitor) get(path string) []byte {
	v.Helper()
	return v.post(http.MethodGet, path, nil)
}

func (v *visitor) post(method, path string, body []byte) []byte {
	v.Helper()
	status, content := v.ask(method, path, body)
	if status != http.StatusOK {
		v.Fatalf("%s: %d %s", path, status, content)
	}
	return content
}

// into reads JSON.
func into[T any](t testing.TB, content []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatalf("%v in %.200s", err, content)
	}
	return value
}

// overview is what the page shows of a run.
type overview struct {
	State, Command, Problem string
	Model                   *struct {
		Epoch, Latent int
		Step          int64
		Missing       string
		Data          *struct{ Images int }
		Priors        []struct{ Name string }
		Dimensions    []struct {
			Index     int
			Figure    float64
			Dead      bool
			Histogram []int
		}
		Figure string `json:"dimension_figure"`
		NELBO  *struct {
			Mean  float64
			Error *float64 `json:"standard_error"`
		}
		Scored, Samples int
	}
}

// until asks what the page shows until it is as it should be.
func (v *visitor) until(what string, is func(o overview) bool) (o overview) {
	v.Helper()
	for range 2000 {
		if o = into[overview](v, v.get("api/about")); is(o) {
			return o
		}
		time.Sleep(5 * time.Millisecond)
	}
	v.Fatalf("%s never came: %+v", what, o)
	return o
}

func scored(o overview) bool { return o.Model != nil && o.Model.NELBO != nil }

func float32Bytes(values []float32) (all []byte) {
	for _, v := range values {
		all = binary.LittleEndian.AppendUint32(all, math.Float32bits(v))
	}
	return all
}

func bytesFloat32(content []byte) (all []float32) {
	for chunk := range slices.Chunk(content, 4) {
		all = append(all, math.Float32frombits(binary.LittleEndian.Uint32(chunk)))
	}
	return all
}
