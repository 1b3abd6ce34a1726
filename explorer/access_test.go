package explorer_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// colours emulates that a user prefers a scheme, light or dark.
func colours(scheme string) chromedp.Action {
	feature := emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme}
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{&feature})
}

// finding is one of axe-core's.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// TestPage_isAccessible holds that axe-core finds nothing serious.
func TestPage_isAccessible(t *testing.T) {
	axe, err := os.ReadFile("page/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("no axe-core, which checks the page: npm ci --prefix explorer/page")
	}
	c := digitsConfig(t, "mlp:32")
	r := trained(t, c)
	s := serve(t, r)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{400, 1280, 2500} {
			t.Run(fmt.Sprint(scheme, width), func(t *testing.T) {
				p := open(t, s.address(), width, 900, colours(scheme))
				p.settle()
				p.press("Pin A")
				p.press("Pin B")
				p.rest()
				p.run(chromedp.Evaluate(string(axe), nil))
				findings := value[[]finding](p, "axe.run({ resultTypes: ['violations'] }).then((r) => r.violations)")
				for _, f := range findings {
					for _, n := range f.Nodes {
						t.Errorf("%s %s: %s\n%s\n%s", f.Impact, f.ID, f.Help, n.HTML, n.FailureSummary)
					}
				}
			})
		}
	}
}

// TestPage_isReachable holds that the tab key goes to all that can be used, in the order in which
// it is written, and that what has the focus is marked.
func TestPage_isReachable(t *testing.T) {
	p := explore(t, trained(t, digitsConfig(t, "mlp:32")))
	value[any](p, `(() => {
		const all = document.querySelectorAll("a[href], button, input, select, [tabindex]");
		window.usable = [...all].filter((e) => !e.disabled);
		document.body.focus();
	})()`)
	n, focused := value[int](p, "usable.length"), "document.activeElement"
	for i := range n {
		p.key(kb.Tab)
		if at := value[int](p, "usable.indexOf(document.activeElement)"); at != i {
			t.Fatalf("tab %d goes to element %d of %d: %s", i, at, n, value[string](p, focused+".outerHTML"))
		}
		outlined := "getComputedStyle(%s).outlineStyle !== 'none'"
		if !value[bool](p, fmt.Sprintf(outlined+"||"+outlined, focused, focused+".parentElement")) {
			t.Errorf("the focus is not seen on %s", value[string](p, focused+".outerHTML"))
		}
	}
}
