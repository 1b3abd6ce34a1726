package export_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vae"
	"vae/export"
	"vae/internal/chromium"
)

// ortWeb is where npm ci in testdata/web installs ONNX Runtime for browsers.
const ortWeb = "testdata/web/node_modules/onnxruntime-web/dist"

// TestParity_inABrowser checks what ONNX Runtime makes of decoder.onnx in Chromium against ours, of
// every kind of decoder.
func TestParity_inABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := os.Stat(ortWeb); err != nil {
		t.Skip("no ONNX Runtime for browsers: npm ci --ignore-scripts --prefix export/testdata/web installs it")
	}
	path := chromium.Path()
	if path == "" {
		t.Skip("no Chromium: install it, or name it in $CHROME")
	}
	models := t.TempDir()
	files := http.NewServeMux()
	files.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(ortWeb))))
	files.Handle("/models/", http.StripPrefix("/models/", http.FileServer(http.Dir(models))))
	files.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "testdata/web/page.html")
	})
	server := httptest.NewServer(files)
	defer server.Close()
	all, stop := chromedp.NewExecAllocator(t.Context(), chromium.Options(path)...)
	defer stop()
	tab, end := chromedp.NewContext(all)
	defer end()
	if err := chromedp.Run(tab, chromedp.Navigate(server.URL), chromedp.Poll(`document.title === "ready"`, nil)); err != nil {
		t.Fatal(err)
	}
	for name, c := range configs(t) {
		if c.Prior != "" && c.Prior != "standard" { // decoders are alike
			continue
		}
		m, folder := newModel(t, c), fmt.Sprintf("%x", name)
		write(t, filepath.Join(models, folder), "onnx", &export.Subject{Name: name, Model: m})
		in := codesOf(c)
		var got struct {
			Shape  []int
			Pixels []float64
		}
		call := fmt.Sprintf("decode('models/%s/decoder.onnx', %s, %d, %s)", folder, text(t, in.Codes), c.Latent, text(t, indices(in.Labels)))
		await := func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }
		if err := chromedp.Run(tab, chromedp.Evaluate(call, &got, await)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want, err := m.Decode(in)
		if err != nil {
			t.Fatal(err)
		}
		s := c.Shape()
		if wanted := []int{len(in.Codes) / c.Latent, s.C, s.H, s.W}; !slices.Equal(got.Shape, wanted) {
			t.Fatalf("%s: images of shape %v, want %v", name, got.Shape, wanted)
		}
		if off := farthest(got.Pixels, want, s); off > 1e-5 { // as in testdata/parity.py
			t.Errorf("%s: pixels are off by %g", name, off)
		}
	}
}

// codesOf returns codes for a model, with labels if it depends on them.
func codesOf(c vae.Config) vae.Input {
	const n = 6
	in := vae.Input{Codes: normal(8, n*c.Latent)}
	for i := range n {
		if c.Conditional {
			in.Labels = append(in.Labels, classes[i%len(classes)].Label)
		}
	}
	return in
}

// indices returns the places of labels among classes.
func indices(labels []int) (all []int) {
	for _, label := range labels {
		all = append(all, slices.IndexFunc(classes, func(c vae.Class) bool { return c.Label == label }))
	}
	return all
}

// farthest returns the largest difference of images (N, C, H, W) and images (N, H, W, C).
func farthest(got []float64, want []float32, s vae.Shape) (off float64) {
	for at, v := range want {
		image, pixel, channel := at/s.Size(), at%s.Size()/s.C, at%s.C
		off = max(off, math.Abs(float64(v)-got[image*s.Size()+channel*s.H*s.W+pixel]))
	}
	return off
}

// text returns a value in JSON, which is JavaScript.
func text(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
