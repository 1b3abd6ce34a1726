package serve_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/serve"
)

// TestReload_losesNothing changes the model again and again while clients ask: every answer is that
// of one of the two, which its header names.
func TestReload_losesNothing(t *testing.T) {
	set := data.DrawDigits(40, 1)
	first, second := newLoaded(t, "mlp:8", vae.Config{}, set), newLoaded(t, "mlp:16", vae.Config{}, set)
	second.Step = 8
	var loads atomic.Int64
	c := visit(t, first, set, func(o *serve.Options) {
		o.Load = func(context.Context) (*serve.Loaded, error) {
			switch n := loads.Add(1); {
			case n%3 == 0:
				return nil, errors.New("damaged")
			case n%2 == 0:
				return second, nil
			}
			return first, nil
		}
	})
	file, _, in := c.file(0, 3)
	want := map[string][]byte{}
	for _, l := range []*serve.Loaded{first, second} {
		codes, err := l.Model.Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		want[fmt.Sprint(l.Step)] = npy([]int{3, 3}, codes.Mean)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for range 8 {
		all.Go(func() {
			for range 40 {
				got := c.send("POST", "/encode", mediaNPY, file)
				step := got.header.Get("Vae-Step")
				if got.status != http.StatusOK || !bytes.Equal(got.content, want[step]) {
					t.Errorf("%d, step %s: another answer", got.status, step)
				}
				mu.Lock()
				seen[step]++
				mu.Unlock()
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for ended := false; !ended; {
		before := c.server.Loaded()
		if err := c.server.Reload(t.Context()); err != nil && c.server.Loaded() != before {
			t.Error("a checkpoint that cannot be loaded took the place of another")
		}
		select {
		case <-done:
			ended = true
		case <-time.After(time.Millisecond):
		}
	}
	if len(seen) != 2 {
		t.Errorf("answers of %v", seen)
	}
}

// TestServe_finishesWhatItTook ends a server under load: every request that it took is answered,
// and afterwards it is gone.
func TestServe_finishesWhatItTook(t *testing.T) {
	set := data.DrawDigits(40, 1)
	loaded := newLoaded(t, "mlp:8", vae.Config{}, set)
	server, l, stop, ended := served(t, loaded, 64)
	file := npy([]int{4, 784}, pixels(set, 0, 4))
	var all sync.WaitGroup
	var answered atomic.Int64
	for range 8 {
		all.Go(func() {
			for {
				got, err := http.Post(l.URL("/scores?samples=50"), mediaNPY, bytes.NewReader(file))
				if err != nil {
					return // it is gone
				}
				content, err := io.ReadAll(got.Body)
				got.Body.Close()
				if err != nil || got.StatusCode != http.StatusOK || !bytes.HasPrefix(content, []byte("{\"log_p\": [")) {
					t.Errorf("%s %v %.100s", got.Status, err, content)
				}
				answered.Add(1)
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	all.Wait()
	if took := server.Answered(); took != answered.Load() || took == 0 {
		t.Errorf("%d answers of %d requests arrived", answered.Load(), took)
	}
}
