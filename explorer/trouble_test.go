package explorer_test

import (
	"testing"

	"vae/explorer"
)

// TestPage_saysWhatIsWrong: the page shows a checkpoint that is not the best, and says so; when the
// server ends with the training, it says that this has ended. Figures of the
// training may be lost in the meantime.
func TestPage_saysWhatIsWrong(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	r.loaded.Problem = "best.safetensors is damaged; using another"
	s := serve(t, r)
	p := open(t, s.address(), 1280, 900)
	p.settle()
	p.checkText("[role=alert]", r.loaded.Problem)
	before := r.history
	r.set(explorer.History{State: "lost"})
	p.wait(text(".curves") + ".includes('cannot be read')")
	r.set(before)
	p.wait(text("header .state") + ".startsWith('training has ended')")
	p.tolerate("ERR_")
	s.end()
	p.wait(text("header .state") + ".startsWith('training has ended, 2 epochs; lost the server')")
}

// TestPage_ofOneImage: a mean of one has no standard error.
func TestPage_ofOneImage(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	images := *r.loaded.Images
	images.Set = images.Slice(0, 1)
	r.loaded.Images = &images
	p := open(t, serve(t, r).address(), 1280, 900)
	p.settle()
	p.wait(text("header") + ".includes('nats of 1 test image')")
}
