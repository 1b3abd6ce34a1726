package explorer_test

import (
	"fmt"
	"strconv"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// box is where an element is in the window, in pixels.
type box struct{ X, Y, Width, Height float64 }

// at returns the place at fractions of a box.
func (b box) at(x, y float64) place { return place{b.X + x*b.Width, b.Y + y*b.Height} }

// place is one in the window, in pixels.
type place struct{ x, y float64 }

// boxOf returns where the element of a selector is, after it was scrolled into view.
func (p *tab) boxOf(selector string) box {
	p.Helper()
	p.wait(one(selector))
	p.run(chromedp.Evaluate(one(selector)+`.scrollIntoView({ block: "center", behavior: "instant" })`, nil))
	return value[box](p, one(selector)+`.getBoundingClientRect().toJSON()`)
}

// one returns the expression for the element of a selector.
func one(selector string) string { return fmt.Sprintf("document.querySelector(%q)", selector) }

// text returns the expression for the text of an element, "" where there is none.
func text(selector string) string { return "(" + one(selector) + "?.innerText ?? '')" }

// button returns the expression for the button of a text.
func button(text string) string {
	return fmt.Sprintf("[...document.querySelectorAll('button')].find((b) => b.textContent.trim() === %q)", text)
}

// click clicks the middle of an element by the mouse.
func (p *tab) click(selector string) {
	p.Helper()
	middle := p.boxOf(selector).at(0.5, 0.5)
	p.run(chromedp.MouseClickXY(middle.x, middle.y))
}

// press clicks the button of a text.
func (p *tab) press(text string) {
	p.Helper()
	p.wait(button(text))
	value[any](p, button(text)+".setAttribute('data-press', '')")
	p.click("[data-press]")
	value[any](p, one("[data-press]")+".removeAttribute('data-press')")
}

// point moves the mouse to a place.
func (p *tab) point(to place) {
	p.Helper()
	p.run(chromedp.MouseEvent(input.MouseMoved, to.x, to.y))
}

// drag moves the mouse from place to place with its button down.
func (p *tab) drag(through ...place) {
	p.Helper()
	p.hold(through...)
	end := through[len(through)-1]
	p.run(chromedp.MouseEvent(input.MouseReleased, end.x, end.y, chromedp.Button("left")))
}

// hold is a drag whose button stays down.
func (p *tab) hold(through ...place) {
	p.Helper()
	p.run(chromedp.MouseEvent(input.MousePressed, through[0].x, through[0].y, chromedp.Button("left")))
	for _, to := range through[1:] {
		p.run(chromedp.MouseEvent(input.MouseMoved, to.x, to.y, chromedp.Button("left")))
	}
}

// key presses keys one after the other.
func (p *tab) key(keys ...string) {
	p.Helper()
	for _, k := range keys {
		p.run(chromedp.KeyEvent(k))
	}
}

// choose chooses a value of a select, or sets that of a slider.
func (p *tab) choose(selector, value string) {
	p.Helper()
	p.wait(one(selector))
	p.run(chromedp.Evaluate(fmt.Sprintf(`(() => {
		const e = %s;
		e.value = %q;
		e.dispatchEvent(new Event(e.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
	})()`, one(selector), value), nil))
}

// number returns the number that an expression's text is, with a proper minus sign.
func (p *tab) number(expression string) float64 {
	p.Helper()
	text := value[string](p, "("+expression+").replaceAll('−', '-')")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.Fatal(err)
	}
	return v
}

// pixels returns those of a canvas, grey or red, green and blue.
func (p *tab) pixels(selector string, channels int) []byte {
	p.Helper()
	var all []byte
	for i, v := range value[[]int](p, fmt.Sprintf(`(() => {
		const from = %s;
		const copy = new OffscreenCanvas(from.width, from.height).getContext("2d");
		copy.drawImage(from, 0, 0);
		return [...copy.getImageData(0, 0, from.width, from.height).data];
	})()`, one(selector))) {
		if i%4 < channels {
			all = append(all, byte(v))
		}
	}
	return all
}
