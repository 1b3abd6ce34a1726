package explorer_test

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"sync"
	"testing"

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
	model := livelyModel(t, c.WithShape(set.Shape()), set)
	s.loaded.Priors = []explorer.Prior{{Name: "own", Title: "its own", Model: model}}
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
	m, err := vae.New(c, 1, vae.Start{Mean: meanOf(t, set), Images: images})
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
