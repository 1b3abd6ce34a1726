package explorer_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/explorer"
	"vae/internal/web"
)

// listener is an open page, as far as it hears of what is new.
type listener struct {
	*visitor
	body io.Closer
	said *bufio.Scanner
}

func (v *visitor) listen() *listener {
	v.Helper()
	answer, err := v.Client().Get(v.URL + v.server.Path() + "api/events")
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { answer.Body.Close() })
	l := &listener{v, answer.Body, bufio.NewScanner(answer.Body)}
	l.hear("retry")
	return l
}

// hear waits for a line that begins so.
func (l *listener) hear(line string) {
	l.Helper()
	for l.said.Scan() {
		if strings.HasPrefix(l.said.Text(), line) {
			return
		}
	}
	l.Fatalf("it ended before %q: %v", line, l.said.Err())
}

// TestFollow_aTraining goes through the life of a run: no checkpoint yet, a first, a better one, a
// fitted prior, an interruption, a damaged checkpoint, a run folder that is deleted.
func TestFollow_aTraining(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s.stamp = ""
	v := visit(t, s)
	page := v.listen()
	if o := into[overview](t, v.get("api/about")); o.Model != nil || o.State != "running" || o.Problem != "" {
		t.Errorf("before the first checkpoint: %+v", o)
	}
	for _, path := range []string{"plane", "points", "labels", "images?i=0", "look?image=0", "unlikely"} {
		if status, content := v.ask(http.MethodGet, "api/"+path, nil); status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d %s", path, status, content)
		}
	}

	s.set(func(s *shown) { s.stamp = "1" })
	page.hear("event: snapshot")
	v.until("the first", scored)
	page.hear("event: scores")

	s.set(func(s *shown) { s.stamp, s.loaded.Epoch, s.history.Epochs = "2", 2, 2 })
	page.hear("event: history")
	v.until("a better one", func(o overview) bool { return o.Model.Epoch == 2 && scored(o) })

	fitted := withFitted(t, newShown(t, "mlp:16", vae.Config{}, digits(false)))
	s.set(func(s *shown) { s.stamp, s.loaded.Priors = "2 fitted", fitted.loaded.Priors })
	v.until("a fitted prior", func(o overview) bool { return len(o.Model.Priors) == 2 && scored(o) })

	s.set(func(s *shown) { s.history.State, s.history.Command = "interrupted", "vae train --resume --out r" })
	page.hear("event: history")
	v.until("an interruption", func(o overview) bool { return o.State == "interrupted" && o.Command != "" })

	s.set(func(s *shown) { s.stamp, s.err = "3", errors.New("best.safetensors: digest mismatch") })
	page.hear("event: snapshot")
	o := v.until("a problem", func(o overview) bool { return strings.Contains(o.Problem, "digest") })
	if o.Model == nil || o.Model.Epoch != 2 {
		t.Errorf("of a damaged checkpoint: %+v", o)
	}
	v.look(0)

	s.set(func(s *shown) { s.stamp, s.err, s.loaded.Problem = "4", nil, "the best is damaged: this is the last" })
	v.until("another checkpoint", func(o overview) bool { return strings.HasPrefix(o.Problem, "the best is damaged") })

	s.set(func(s *shown) { s.stamp, s.lost = "", errors.New("the folder is gone") })
	v.until("what is gone", func(o overview) bool { return o.State == "lost" && strings.Contains(o.Problem, "are gone") })
	v.look(0)
	if h := into[explorer.History](t, v.get("api/history")); h.State != "lost" || h.Problem != "the folder is gone" {
		t.Errorf("%+v", h)
	}

	s.set(func(s *shown) { s.stamp, s.lost, s.loaded.Problem, s.history.State = "5", nil, "", "done" })
	v.until("the end", func(o overview) bool { return o.State == "done" && o.Problem == "" && scored(o) })
}

// TestFollow_loadsOnce: a checkpoint that cannot be read is not read again and again.
func TestFollow_loadsOnce(t *testing.T) {
	s := &counted{shown: newShown(t, "mlp:16", vae.Config{}, digits(false))}
	s.err = errors.New("damaged")
	v := visit(t, s)
	v.listen()
	time.Sleep(100 * time.Millisecond) // 20 looks
	if n := s.count(); n != 1 {
		t.Errorf("it was loaded %d times", n)
	}
}

// counted counts how often a checkpoint is loaded.
type counted struct {
	*shown
	n int
}

func (s *counted) Load(ctx context.Context) (*explorer.Loaded, error) {
	s.set(func(*shown) { s.n++ })
	return s.shown.Load(ctx)
}

func (s *counted) count() (n int) {
	s.set(func(*shown) { n = s.n })
	return n
}

// TestFollow_survivesPanics: a fault in the explorer must not end the training in the same program.
func TestFollow_survivesPanics(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s.loaded.Images.Set = &data.Set{} // of which nothing can be read
	v := visit(t, s)
	v.get("")
	if status, content := v.ask(http.MethodGet, "api/points", nil); status != 500 || !strings.Contains(string(content), "error") {
		t.Errorf("%d %s", status, content)
	}
	s.set(func(s *shown) { s.stamp, s.loaded.Priors = "none", nil })
	time.Sleep(50 * time.Millisecond)
	if status, _ := v.ask(http.MethodPost, "api/decode", make([]byte, 12)); status != 500 {
		t.Errorf("%d of a run without a model", status)
	}
}

// TestPages_whileTheCheckpointChanges: pages that ask for everything at the same time get answers of
// one checkpoint or another, and no errors of one that is replaced.
func TestPages_whileTheCheckpointChanges(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, data.DrawDigits(300, 1))
	v := visit(t, s)
	stop := make(chan struct{})
	var trainer, pages sync.WaitGroup
	trainer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				s.set(func(s *shown) { s.stamp, s.history.Epochs = fmt.Sprint(i), i })
			}
		}
	})
	for range 4 {
		pages.Go(func() {
			v.listen()
			for i := range 6 {
				for _, path := range []string{"about", "history", "points", "labels", "images?i=3", "look?image=299", "unlikely"} {
					if status, content := v.ask(http.MethodGet, "api/"+path, nil); status != http.StatusOK {
						t.Errorf("%s: %d %s", path, status, content)
					}
				}
				code := float32Bytes([]float32{float32(i), 0, 1})
				for _, path := range []string{"decode", "near"} {
					if status, content := v.ask(http.MethodPost, "api/"+path, code); status != http.StatusOK {
						t.Errorf("%s: %d %s", path, status, content)
					}
				}
			}
		})
	}
	pages.Wait()
	close(stop)
	trainer.Wait()
}

// TestEvents_leaveNothing: pages come and go, and leave no goroutine.
func TestEvents_leaveNothing(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	v := visit(t, s)
	v.until("scores", scored)
	v.Client().CloseIdleConnections()
	before := settled()
	for range 3 {
		var pages []*listener
		for range 40 {
			pages = append(pages, v.listen())
		}
		s.set(func(s *shown) { s.history.Epochs++ })
		for _, p := range pages {
			p.hear("event: history")
			p.body.Close()
		}
	}
	v.Client().CloseIdleConnections()
	if after := settled(); after > before+2 {
		t.Errorf("%d goroutines, %d before:\n%s", after, before, stacks())
	}
}

// settled returns the number of goroutines once it does not fall any more.
func settled() int {
	n := runtime.NumGoroutine()
	for quiet := 0; quiet < 20; quiet++ {
		time.Sleep(5 * time.Millisecond)
		if now := runtime.NumGoroutine(); now < n {
			n, quiet = now, 0
		}
	}
	return n
}

func stacks() []byte {
	text := make([]byte, 1<<16)
	return text[:runtime.Stack(text, true)]
}

// TestServe_endsWithPagesOpen: the server says how the run ended, and ends at once though pages
// listen, one of them so slow that it never reads.
func TestServe_endsWithPagesOpen(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	server := explorer.New(ctx, explorer.Options{Run: s, Poll: time.Hour})
	l, err := web.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()

	url := l.URL(server.Path())
	if l.IsOpen() || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("served at %s", url)
	}
	answer, err := http.Get(url + "api/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	slow, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	for range 200 { // answers of some 30 MB, more than is kept on the way
		fmt.Fprintf(slow, "GET %sapi/images?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", server.Path(), strings.Repeat("i=1&", 200))
	}
	s.set(func(s *shown) { s.history.State = "done" })
	began := time.Now()
	stop()
	text, _ := io.ReadAll(answer.Body) // up to the end
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 1900*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	if !strings.Contains(string(text), "event: history") {
		t.Errorf("the page heard %q", text)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("it is still there")
	}
}

// TestServe_costsNothingUnseen: without a page nothing is computed from a checkpoint.
func TestServe_costsNothingUnseen(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s.loaded.Images = &explorer.Images{} // a panic for whoever reads them
	v := visit(t, s)
	time.Sleep(30 * time.Millisecond)
	if err := v.server.Problem(); err != nil {
		t.Error(err)
	}
	if status, _ := v.ask(http.MethodGet, "api/points", nil); status != 500 {
		t.Errorf("%d", status)
	}
}
