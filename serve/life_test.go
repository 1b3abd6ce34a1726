package serve_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/internal/web"
	"vae/serve"
)

// TestQueue_isBounded fills the queue with a request that does not come to its end. Another is refused
// at once, and answered once there is room again.
func TestQueue_isBounded(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set, func(o *serve.Options) { o.Queue = 1 })
	body, slow := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		answer, err := http.Post(c.URL+"/decode", mediaJSON, body)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				err = errors.New(answer.Status)
			}
		}
		ended <- err
	}()
	io.WriteString(slow, "[[0, 0, ")
	for !bytes.Contains(c.send("GET", "/metrics", "*/*", nil).content, []byte("vae_requests 1\n")) {
		time.Sleep(5 * time.Millisecond)
	}
	got := c.send("GET", "/sample?n=1", mediaJSON, nil)
	if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") != "1" {
		t.Errorf("%d %v", got.status, got.header)
	}
	if c.send("GET", "/healthz", mediaJSON, nil).status != http.StatusOK {
		t.Error("a full server is not healthy")
	}
	io.WriteString(slow, "0]]")
	slow.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	c.ask("GET", "/sample?n=1", mediaJSON, nil)
}

// TestMemory_isBounded refuses bodies that together take too much, before they are read.
func TestMemory_isBounded(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	var slow []*io.PipeWriter
	for i := 0; ; i++ {
		body, w := io.Pipe()
		slow = append(slow, w)
		r, err := http.NewRequest("POST", c.URL+"/encode", body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = 32 << 20
		refused := make(chan int, 1)
		go func() {
			if answer, err := c.Client().Do(r); err == nil {
				answer.Body.Close()
				refused <- answer.StatusCode
			}
		}()
		before := fmt.Sprintf("vae_requests_bytes %v\n", float64((i+1)*32<<20))
		for !bytes.Contains(c.send("GET", "/metrics", "*/*", nil).content, []byte(before)) && len(refused) == 0 {
			time.Sleep(time.Millisecond)
		}
		if len(refused) > 0 {
			if status := <-refused; status != http.StatusTooManyRequests || i != 32 {
				t.Errorf("body %d: %d", i, status)
			}
			break
		}
	}
	c.ask("GET", "/healthz", mediaJSON, nil)
	for _, w := range slow {
		w.CloseWithError(io.ErrUnexpectedEOF)
	}
}

// TestTimeout ends a request that takes too long, and goes on with others.
func TestTimeout(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set, func(o *serve.Options) { o.Timeout = 50 * time.Millisecond })
	file, _, _ := c.file(0, 40)
	if got := c.send("POST", "/scores?samples=10000", mediaJSON, file); got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") != "1" {
		t.Errorf("%d %.200s", got.status, got.content)
	}
	c.ask("POST", "/encode", mediaJSON, file)
}

// TestReload_losesNothing changes the model again and again while clients ask: every answer is that
// of one of both, which its header names.
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

// TestServe_finishesWhatItTook ends a server under load: every request that it took is answered, and
// afterwards it is gone.
func TestServe_finishesWhatItTook(t *testing.T) {
	set := data.DrawDigits(40, 1)
	loaded := newLoaded(t, "mlp:8", vae.Config{}, set)
	server, err := serve.New(t.Context(), serve.Options{Queue: 64, Timeout: time.Minute,
		Load: func(context.Context) (*serve.Loaded, error) { return loaded, nil }})
	if err != nil {
		t.Fatal(err)
	}
	l, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
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
				if err != nil || got.StatusCode != http.StatusOK || !strings.HasPrefix(string(content), "{\"log_p\": [") {
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

// TestOverload sends twice as much as the server can take: there is no error but 429, and what is in
// use afterwards does not grow.
func TestOverload(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set, func(o *serve.Options) { o.Queue = 4 })
	file, _, in := c.file(0, 16)
	codes, err := c.loaded.Model.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	want := npy([]int{16, 3}, codes.Mean)
	c.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = 8
	var used []uint64
	for range 5 {
		var all sync.WaitGroup
		var mu sync.Mutex
		count := map[int]int{}
		for range 8 {
			all.Go(func() {
				for range 30 {
					got := c.send("POST", "/encode", mediaNPY, file)
					if got.status == http.StatusOK && !bytes.Equal(got.content, want) {
						t.Error("another answer")
					}
					mu.Lock()
					count[got.status]++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if count[http.StatusOK]+count[http.StatusTooManyRequests] != 240 || count[http.StatusOK] == 0 {
			t.Errorf("%v", count)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		used = append(used, m.HeapAlloc)
	}
	if last := used[4]; last > slices.Max(used[:2])+4<<20 {
		t.Errorf("bytes in use after each round: %v", used)
	}
}

// TestOpenAPI_describesTheRoutes reads the description, and does what it says.
func TestOpenAPI_describesTheRoutes(t *testing.T) {
	everyKind(t, func(c *client) {
		type operation struct {
			OperationID string
			Parameters  []struct {
				Name, In string
				Schema   map[string]any
			}
			RequestBody *struct {
				Content map[string]struct{ Schema map[string]any }
			}
			Responses map[string]struct{ Content map[string]any }
		}
		doc := into[struct {
			OpenAPI string
			Paths   map[string]map[string]operation
		}](c, c.ask("GET", "/openapi.json", mediaJSON, nil))
		if doc.OpenAPI != "3.1.0" || len(doc.Paths) != 7 {
			c.Fatalf("%+v", doc)
		}
		file, _, in := c.file(0, 2)
		for path, operations := range doc.Paths {
			for method, o := range operations {
				var body []byte
				ask := path + "?"
				for _, p := range o.Parameters {
					if usual, ok := p.Schema["default"]; ok {
						ask += fmt.Sprintf("&%s=%v", p.Name, usual)
					}
				}
				if o.RequestBody != nil {
					body = file
					if _, ok := o.RequestBody.Content["image/*"]; !ok {
						body = npy([]int{2, 3}, make([]float32, 6))
					}
					ask += query(in.Labels)
				}
				for media := range o.Responses["200"].Content {
					if got := c.send(strings.ToUpper(method), ask, media, body); got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), media) {
						c.Errorf("%s %s for %s: %d %.200s", method, ask, media, got.status, got.content)
					}
				}
			}
		}
	})
}

// TestReference_isInTheDocs holds that docs/serve.md has what the table of routes says.
func TestReference_isInTheDocs(t *testing.T) {
	page, err := os.ReadFile("../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, []byte(serve.Reference())) {
		t.Errorf("docs/serve.md lacks this:\n%s", serve.Reference())
	}
}
