package explorer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"vae"
	"vae/explorer"
)

// TestExport_opensWithoutNetwork holds that an exported file, opened from a disk without any
// network, shows what the model gives.
func TestExport_opensWithoutNetwork(t *testing.T) {
	for name, c := range map[string]vae.Config{
		"mlp": digitsConfig(t, "mlp:32"), "conv": digitsConfig(t, "conv:4,8/16"), "conditional": conditional(t),
	} {
		t.Run(name, func(t *testing.T) {
			r := trained(t, c)
			p := open(t, "file://"+export(t, r), 1280, 900, offline)
			p.settle()
			in := vae.Input{Codes: []float32{0.5, -1.25, 0, 2}}
			if c.Conditional {
				p.choose(".here select", "3")
				in.Labels = []int{3}
			}
			for j, v := range in.Codes {
				p.choose(fmt.Sprintf("#z%d", j), fmt.Sprint(v))
				p.wait(text(fmt.Sprintf("output[for=z%d]", j)) + fmt.Sprintf(".replace('−', '-') === '%.2f'", v))
			}
			p.rest()
			want, err := r.loaded.Priors[0].Model.Decode(in)
			if err != nil {
				t.Fatal(err)
			}
			p.checkPixels(atCursor, 1, want)

			b := p.boxOf(plane)
			p.drag(b.at(0.5, 0.5), b.at(0.7, 0.3))
			p.wait(text(".here .where") + ".trim()")
			p.press("Draw again")
			p.wait(one(".wall canvas:not(.waiting)"))
			b = p.boxOf(".paper")
			p.drag(b.at(0.4, 0.2), b.at(0.5, 0.8))
			p.wait(text(".look small") + "=== 'of your own'")
			p.checkText("header .state", "one file")
		})
	}
}

// offline cuts a page from any network.
var offline = chromedp.ActionFunc(func(ctx context.Context) error {
	none := network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}
	_, err := network.EmulateNetworkConditionsByRule([]*network.Conditions{&none}).Do(ctx)
	return err
})

// export returns the path of the file of a run.
func export(t *testing.T, r *run) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	to, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	options := explorer.Options{Name: "digits-001", Run: r, Version: "test"}
	if err := explorer.Export(t.Context(), to, options); err != nil {
		t.Fatal(err)
	}
	return path
}
