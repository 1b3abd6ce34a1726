package explorer_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"vae"
	"vae/data"
)

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

func (l *listener) hear(line string) {
	l.Helper()
	for l.said.Scan() {
		if strings.HasPrefix(l.said.Text(), line) {
			return
		}
	}
	l.Fatalf("it ended before %q: %v", line, l.said.Err())
}

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
	paths := []string{"about", "history", "points", "labels", "images?i=3", "look?image=299", "unlikely"}
	for range 4 {
		pages.Go(func() {
			v.listen()
			for i := range 6 {
				for _, path := range paths {
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
