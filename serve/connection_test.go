package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/internal/web"
	"vae/serve"
)

// served serves a checkpoint until stop; ended is what comes of it.
func served(t *testing.T, loaded *serve.Loaded, queue int) (
	server *serve.Server, l *web.Listener, stop context.CancelFunc, ended <-chan error,
) {
	t.Helper()
	server, err := serve.New(t.Context(), serve.Options{Queue: queue, Timeout: time.Minute,
		Load: func(context.Context) (*serve.Loaded, error) { return loaded, nil }})
	if err != nil {
		t.Fatal(err)
	}
	if l, err = web.Listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	end := make(chan error, 1)
	go func() { end <- server.Serve(ctx, l) }()
	return server, l, stop, end
}

// TestServe_connectionsAreKept asks twice over a connection, and for what does not need the model in
// between.
func TestServe_connectionsAreKept(t *testing.T) {
	set := data.DrawDigits(40, 1)
	loaded := newLoaded(t, "mlp:8", vae.Config{}, set)
	_, l, stop, ended := served(t, loaded, 4)
	connection, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	answers := bufio.NewReader(connection)
	for _, ask := range []string{
		"POST /decode HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n[0, 0, 0]",
		"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /sample?n=1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"POST /decode HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[0, 0, 0]\r\n0\r\n\r\n",
	} {
		fmt.Fprint(connection, ask)
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatalf("%q: %v", ask, err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK || answer.Close {
			t.Errorf("%q: %s %v", ask, answer.Status, err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestServe_answersWhoIsConnected ends a server. A client that has connected before, and asks
// when no other can connect any more, is answered; one that asks for nothing more does not hold it up.
func TestServe_answersWhoIsConnected(t *testing.T) {
	set := data.DrawDigits(40, 1)
	loaded := newLoaded(t, "mlp:8", vae.Config{}, set)
	_, l, stop, ended := served(t, loaded, 4)
	dial := func() (net.Conn, error) { return net.Dial("tcp", l.Addr().String()) }
	ask := func(c net.Conn) {
		fmt.Fprint(c, "GET /sample?n=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s %v", answer.Status, err)
		}
	}
	var clients []net.Conn
	for range 2 {
		c, err := dial()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		clients = append(clients, c)
	}
	ask(clients[0])
	stop()
	for c, err := dial(); err == nil; c, err = dial() {
		c.Close()
		time.Sleep(time.Millisecond)
	}
	ask(clients[1])
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("a connection without a request holds it up")
	}
}
