package serve_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/serve"
)

// TestQueue_isBounded fills the queue with a request that does not come to its end. Another is
// refused at once, and answered once there is room again.
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
	for range 300 { // none is in the way of the next
		c.ask("GET", "/sample?n=16", mediaJSON, nil)
	}
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
	short := func(o *serve.Options) { o.Timeout = 50 * time.Millisecond }
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set, short)
	file, _, _ := c.file(0, 40)
	got := c.send("POST", "/scores?samples=10000", mediaJSON, file)
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") != "1" {
		t.Errorf("%d %.200s", got.status, got.content)
	}
	c.ask("POST", "/encode", mediaJSON, file)
}

// TestOverload sends twice as much as the server can take: there is no error but 429, and the
// memory in use afterwards does not grow.
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
