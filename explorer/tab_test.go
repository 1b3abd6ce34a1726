package explorer_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"math"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a tab waits for what has to come.
const patience = 30 * time.Second

// tab is a page in a browser. A test fails if its page complains on the console, breaks its
// Content-Security-Policy or asks another host for anything.
type tab struct {
	testing.TB
	ctx context.Context

	mu        sync.Mutex
	tolerated []string // parts of complaints that a test causes
	bodies    map[string][]byte
	waiting   map[network.RequestID]bool // for an answer
	last      time.Time                  // something was asked or answered
}

// open opens an address in a new tab of so many pixels.
func open(t testing.TB, address string, width, height int64, before ...chromedp.Action) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(startBrowser(t))
	t.Cleanup(stop)
	p := &tab{TB: t, ctx: ctx, bodies: map[string][]byte{}, waiting: map[network.RequestID]bool{}}
	home, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Run(ctx); err != nil { // the tab lives as long as this context
		t.Fatal(err)
	}
	chromedp.ListenTarget(ctx, func(event any) { p.hear(home.Host, event) })
	p.run(network.Enable(), log.Enable(), chromedp.EmulateViewport(width, height))
	p.run(emulation.SetFocusEmulationEnabled(true), page.BringToFront())
	p.run(before...)
	p.run(chromedp.Navigate(address))
	return p
}

// tolerate names part of a complaint that the test causes.
func (p *tab) tolerate(part string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tolerated = append(p.tolerated, part)
}

// hear takes what the browser tells.
func (p *tab) hear(home string, event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.hearRequest(home, e.Request)
		p.flight(e.RequestID, !strings.HasSuffix(e.Request.URL, "/events"))
	case *network.EventLoadingFinished:
		p.flight(e.RequestID, false)
	case *network.EventLoadingFailed:
		p.flight(e.RequestID, false)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			p.complain(e.Entry.Text + " " + e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		p.complain(e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			p.complain("console: " + string(e.Args[0].Value))
		}
	}
}

// hearRequest keeps what the page sent last to each path.
func (p *tab) hearRequest(home string, r *network.Request) {
	to, err := url.Parse(r.URL)
	if err != nil || to.Host != home && to.Scheme != "data" && to.Scheme != "blob" {
		p.complain("the page asks another host: " + r.URL)
		return
	}
	var body []byte
	for _, part := range r.PostDataEntries {
		content, err := base64.StdEncoding.DecodeString(part.Bytes)
		if err != nil {
			p.complain(err.Error())
		}
		body = append(body, content...)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bodies[to.Path[strings.LastIndex(to.Path, "/")+1:]] = body
}

// flight keeps whether a request waits for its answer.
func (p *tab) flight(id network.RequestID, waiting bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last = time.Now(); waiting {
		p.waiting[id] = true
	} else {
		delete(p.waiting, id)
	}
}

// quiet is how long a page that rests has asked for nothing, and waited for nothing.
const quiet = 300 * time.Millisecond

// rest waits until the page rests.
func (p *tab) rest() {
	p.Helper()
	for start := time.Now(); time.Since(start) < patience; time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		rests := len(p.waiting) == 0 && time.Since(p.last) > quiet && time.Since(start) > quiet
		p.mu.Unlock()
		if rests {
			return
		}
	}
	p.Fatal("the page never rests")
}

func (p *tab) complain(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, part := range p.tolerated {
		if strings.Contains(text, part) {
			return
		}
	}
	if p.ctx.Err() == nil {
		p.Errorf("the page complains: %s", text)
	}
}

// body returns what the page sent last to a path of the API.
func (p *tab) body(path string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bodies[path]
}

// sent returns the codes that the page sent last to a path of the API.
func (p *tab) sent(path string) []float32 {
	body := p.body(path)
	codes := make([]float32, len(body)/4)
	for j := range codes {
		codes[j] = math.Float32frombits(binary.LittleEndian.Uint32(body[4*j:]))
	}
	return codes
}

// run does actions.
func (p *tab) run(actions ...chromedp.Action) {
	p.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.Fatal(err)
	}
}

// value returns the value of an expression in the page, once it is there if it is a promise.
func value[T any](p *tab, expression string) (v T) {
	p.Helper()
	await := func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }
	p.run(chromedp.Evaluate(expression, &v, await))
	return v
}

// wait waits until an expression is true in the page.
func (p *tab) wait(expression string) {
	p.Helper()
	for start := time.Now(); !value[bool](p, "Boolean("+expression+")"); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > patience {
			p.Fatalf("the page never has %s; it shows\n%s", expression, value[string](p, "document.body.innerText"))
		}
	}
}
