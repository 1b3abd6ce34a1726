package explorer_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/explorer"
	"vae/internal/web"
)

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
		const request = "GET %sapi/images?%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
		fmt.Fprintf(slow, request, server.Path(), strings.Repeat("i=1&", 200))
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
