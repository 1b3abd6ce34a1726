package explorer_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"vae/internal/chromium"
)

// browser is the one that all tests share. It starts with the first tab.
var browser struct {
	sync.Once
	ctx  context.Context // nil: there is none
	stop context.CancelFunc
}

func TestMain(m *testing.M) {
	code := m.Run()
	if browser.stop != nil {
		browser.stop()
	}
	os.Exit(code)
}

// startBrowser returns the context of the browser, and skips the test where there is none.
func startBrowser(t testing.TB) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("the page in a browser takes a while")
	}
	browser.Do(func() {
		path := chromium.Path()
		if path == "" {
			return
		}
		options := append(chromium.Options(path), chromedp.WindowSize(1280, 900))
		ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
		browser.ctx, _ = chromedp.NewContext(ctx)
		browser.stop = stop
		if err := chromedp.Run(browser.ctx); err != nil {
			t.Fatal(err)
		}
	})
	if browser.ctx == nil {
		t.Skip("no Chromium, in which the page is tested: install it, or name it in $CHROME")
	}
	return browser.ctx
}
