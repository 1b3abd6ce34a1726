package explorer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/fetch"

	"vae/data"
)

// TestPage_followsATraining holds that a page that was opened before the first epoch shows each of
// them, and the end.
func TestPage_followsATraining(t *testing.T) {
	r := newRun(t, digitsConfig(t, "mlp:32"), data.DrawDigits(300, 1), 3)
	p := open(t, serve(t, r).address(), 1280, 900)
	p.wait(text("main") + ".includes('There is no checkpoint yet')")
	p.checkText("header", "training: 0 of 3 epochs")
	p.checkText(".curves", "The first epoch has not ended yet.")
	for epoch := 1; epoch <= 3; epoch++ {
		r.epoch()
		state := fmt.Sprintf("training: %d of 3 epochs", epoch)
		if epoch == 3 {
			state = "training has ended, 3 epochs"
		}
		p.wait(text("header .state") + fmt.Sprintf("=== %q", state))
		p.wait(text("header") + fmt.Sprintf(".includes('epoch %d · −ELBO')", epoch))
		p.settle()
		p.rest()
		p.checkDecoded(r)
		r.checkWall(p)
		r.checkShown(p, 0, ".look figure canvas", ".look figure:nth-of-type(2) canvas")
		p.checkText(".look .figures", terms(r.scores(r.images.Slice(0, 1))[0]))
		nelbo := r.history.Rows[epoch-1].Train.NELBO
		p.checkText(".curves .legend", fmt.Sprintf("epoch %d: −ELBO %.2f", epoch, nelbo))
		p.wait(fmt.Sprintf("document.querySelector('.epochs img').src.endsWith('-%d.png')", epoch))
		if n := value[int](p, "document.querySelectorAll('.curve canvas').length"); n != 3 {
			t.Errorf("after epoch %d there are %d curves", epoch, n)
		}
	}
	p.checkText(".latent", "mixture of 3 (fitted)")
}

// TestPage_losesTheServer holds that a page keeps what it has without its server, says so, and goes
// on with what is new when the server is back.
func TestPage_losesTheServer(t *testing.T) {
	r := newRun(t, digitsConfig(t, "mlp:32"), data.DrawDigits(300, 1), 3)
	r.epoch()
	s := serve(t, r)
	p := open(t, s.address(), 1280, 900)
	p.settle()
	p.rest()
	shown := string(p.pixels(atCursor, 1))
	p.tolerate("ERR_")
	s.end()
	p.wait(text("header .state") + ".includes('lost the server')")
	b := p.boxOf(plane)
	p.drag(b.at(0.4, 0.4), b.at(0.2, 0.2))
	p.press("Draw again")
	p.press("Pin A")
	p.rest()
	if got := string(p.pixels(atCursor, 1)); got != shown {
		t.Error("without its server the page does not keep the image")
	}
	p.settle()

	const first = ".wall canvas"
	value[any](p, fmt.Sprintf("window.kept = [%s.toDataURL(), %s.toDataURL()]", one(atCursor), one(first)))
	s.start()
	p.wait(text("header .state") + "=== 'training: 1 of 3 epochs'")
	p.wait(fmt.Sprintf("%s.toDataURL() !== kept[0] && %s.toDataURL() !== kept[1]", one(atCursor), one(first)))
	p.checkDecoded(r)
	r.checkWall(p)
	s.end()
	p.wait(text("header .state") + ".includes('lost the server')")
	r.epoch()
	s.start()
	p.wait(text("header .state") + "=== 'training: 2 of 3 epochs'")
	p.wait(text("header") + ".includes('epoch 2')")
	b = p.boxOf(plane)
	p.drag(b.at(0.5, 0.5), b.at(0.7, 0.3))
	p.checkDecoded(r)
	if value[bool](p, one("[role=alert]")+" !== null") {
		t.Error("the page goes on to complain: " + value[string](p, text("[role=alert]")))
	}
}

// TestPage_missesNothing holds that a page that hears late of what is new shows it all the same.
func TestPage_missesNothing(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	late := fetch.Enable().WithPatterns([]*fetch.RequestPattern{{URLPattern: "*/api/events"}})
	p := open(t, serve(t, r).address(), 1280, 900, late)
	p.rest()
	scored := "fetch('api/about').then((r) => r.json()).then((about) => about.model.nelbo !== null)"
	for start := time.Now(); !value[bool](p, scored); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > patience {
			t.Fatal("the images are never scored")
		}
	}
	p.run(fetch.Disable())
	p.settle()
}
