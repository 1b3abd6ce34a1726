package explorer_test

import (
	"context"
	"net"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/explorer"
)

// site is an explorer that is served.
type site struct {
	testing.TB
	server *explorer.Server
	addr   string // host:port
	stop   context.CancelFunc
	ended  chan error
}

// serve serves a run.
func serve(t testing.TB, r explorer.Run) *site {
	t.Helper()
	options := explorer.Options{Name: "digits-001", Run: r, Version: "test", Poll: 20 * time.Millisecond}
	s := &site{TB: t, server: explorer.New(t.Context(), options), addr: "127.0.0.1:0"}
	s.start()
	t.Cleanup(func() { s.end() })
	return s
}

// start serves, at the same address as before.
func (s *site) start() {
	s.Helper()
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		s.Fatal(err)
	}
	s.addr = listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.ended = stop, make(chan error, 1)
	go func() { s.ended <- s.server.Serve(ctx, listener) }()
}

// end ends what start began.
func (s *site) end() {
	if s.ended != nil {
		s.stop()
		<-s.ended
		s.ended = nil
	}
}

func (s *site) address() string { return "http://" + s.addr + s.server.Path() }

// digitsConfig is a small model of digits.
func digitsConfig(t testing.TB, net string) vae.Config {
	t.Helper()
	c, err := vae.Config{Latent: 4, Activation: "relu", Init: "he", Likelihood: "bernoulli"}.WithNetwork(net)
	if err != nil {
		t.Fatal(err)
	}
	return c.WithShape(vae.Shape{C: 1, H: 28, W: 28})
}

// conditional is one that depends on the digit.
func conditional(t testing.TB) vae.Config {
	c := digitsConfig(t, "mlp:32")
	c.Conditional, c.Prior = true, vae.ClassPrior
	for label := range 10 {
		c.Classes = append(c.Classes, vae.Class{Label: label, Images: 30})
	}
	return c
}

// trained returns a run over digits that has ended.
func trained(t testing.TB, c vae.Config) *run {
	t.Helper()
	images := data.DrawDigits(300, 1)
	if c.Channels == 3 {
		images = data.DrawColourDigits(300, 1)
	}
	r := newRun(t, c, images, 2)
	r.epoch()
	r.epoch()
	return r
}

// explore opens a page of a trained model, once it shows all that there is to see.
func explore(t testing.TB, r *run) *tab {
	t.Helper()
	p := open(t, serve(t, r).address(), 1280, 900)
	p.settle()
	p.rest()
	return p
}

// settle waits until a page shows all that there is to see.
func (p *tab) settle() {
	p.Helper()
	p.wait(one(plane))
	p.wait(one(".unlikely button canvas:not(.waiting)"))
	p.wait(one(".here canvas.large:not(.waiting)"))
	p.wait(text(".look .figures") + ".includes('percentile')")
	p.wait(text(".here .where") + ".trim()")
}

// Selectors of the page's parts.
const (
	plane    = "canvas[role=application]"
	atCursor = ".here canvas.large"
)
