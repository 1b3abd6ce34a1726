package explorer_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"vae"
)

// TestPage_dragDecodes holds that the image follows the cursor, and equals the one that the model
// decodes from the code.
func TestPage_dragDecodes(t *testing.T) {
	for name, c := range map[string]vae.Config{
		"mlp":    digitsConfig(t, "mlp:32"),
		"conv":   digitsConfig(t, "conv:4,8/16"),
		"colour": digitsConfig(t, "conv:4,8/16").WithShape(vae.Shape{C: 3, H: 28, W: 28}),
	} {
		t.Run(name, func(t *testing.T) {
			r := trained(t, c)
			p := explore(t, r)
			s := newScatter(p, r)
			b := p.boxOf(plane)
			for _, to := range []place{b.at(0.3, 0.7), b.at(0.8, 0.2)} {
				p.hold(b.at(0.5, 0.5), b.at(0.6, 0.55), to)
				p.checkDecoded(r)
				s.checkCursor(to)
				p.drag(to)
			}
		})
	}
}

// TestPage_hover shows the image whose point is under the mouse, and its reconstruction.
func TestPage_hover(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	s := newScatter(p, r)
	i := s.lonely()
	p.point(s.place(i))
	p.wait(text(".hover") + fmt.Sprintf(".includes('image %d')", i))
	p.rest()
	r.checkShown(p, i, ".hover canvas", ".hover canvas:nth-of-type(2)")
	p.point(place{s.frame.X + s.frame.Width + 40, s.frame.Y})
	p.wait("!" + one(".hover"))
}

// TestPage_click chooses the image of a point: it is encoded, and the cursor is at its code.
func TestPage_click(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	s := newScatter(p, r)
	i := s.lonely()
	at := s.place(i)
	p.run(chromedp.MouseClickXY(at.x, at.y))
	p.wait(text(".look small") + fmt.Sprintf("=== '%d'", i))
	p.rest()
	r.checkShown(p, i, ".look figure canvas", ".look figure:nth-of-type(2) canvas")
	s.checkCursor(at)
}

// TestPage_keysMoveTheCursor holds that the plane can be used without a mouse.
func TestPage_keysMoveTheCursor(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	s := newScatter(p, r)
	value[any](p, one(plane)+".focus()")
	before := p.cursor()
	p.key(kb.ArrowRight, kb.ArrowRight, kb.ArrowUp)
	p.checkDecoded(r)
	after := p.cursor()
	for axis, pixels := range []float64{16, 8} {
		if got := (after[axis] - before[axis]) * s.scale; math.Abs(got-pixels) > 0.02*s.scale {
			t.Errorf("the cursor moved by %v pixels on axis %d, want %v", got, axis, pixels)
		}
	}
	p.key("+", kb.ArrowLeft)
	p.rest()
	if got := (after[0] - p.cursor()[0]) * s.scale; math.Abs(got-8/1.3) > 0.02*s.scale {
		t.Errorf("zoomed, the cursor moved by %v pixels, want %v", got, 8/1.3)
	}
	p.key(kb.Enter)
	p.rest()
	if chosen := value[string](p, text(".look small")); chosen == "0" {
		t.Error("Enter chooses no image")
	}
}
