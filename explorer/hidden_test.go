package explorer_test

import (
	"testing"
	"time"

	"vae/data"
)

// TestPage_hiddenAsksForNothing: a page that is not seen shows the epochs that it missed once it is.
func TestPage_hiddenAsksForNothing(t *testing.T) {
	r := newRun(t, digitsConfig(t, "mlp:32"), data.DrawDigits(300, 1), 3)
	r.epoch()
	p := open(t, serve(t, r).address(), 1280, 900)
	p.settle()
	turn := func(hidden string) {
		const change = "document.dispatchEvent(new Event('visibilitychange'))"
		value[bool](p, "Object.defineProperty(document, 'hidden', {value: "+hidden+", configurable: true}) && "+change)
	}
	p.rest()
	turn("true")
	asked := "performance.getEntriesByType('resource').filter((r) => r.initiatorType === 'fetch').length"
	before := value[int](p, asked)
	r.epoch()
	time.Sleep(300 * time.Millisecond) // 15 looks of the server
	if n := value[int](p, asked); n != before {
		t.Errorf("it asked %d times", n-before)
	}
	turn("false")
	p.wait(text("header .state") + "=== 'training: 2 of 3 epochs'")
	p.wait(text("header") + ".includes('epoch 2')")
}
