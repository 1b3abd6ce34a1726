package explorer_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"vae"
	"vae/data"
	"vae/explorer"
)

// mostPage is the largest size of the page, compressed, in bytes.
const mostPage = 300 << 10

// TestPage_isSmall holds the size of the page without data.
func TestPage_isSmall(t *testing.T) {
	var page bytes.Buffer
	w := gzip.NewWriter(&page)
	err := fs.WalkDir(os.DirFS("page/dist"), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile("page/dist/" + path)
		w.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Logf("%d bytes compressed", page.Len())
	if page.Len() > mostPage {
		t.Errorf("the page has %d bytes compressed, more than %d", page.Len(), mostPage)
	}
}

// usual is a model of the size that users get, of digits.
func usual(t testing.TB, images int) *run {
	t.Helper()
	c := digitsConfig(t, "mlp")
	c.Latent = 20
	r := newRun(t, c, data.DrawDigits(images, 1), 2)
	r.publish(explorer.Figures{NELBO: 100, Recon: 80, KL: 20})
	return r
}

// BenchmarkPage_paint measures the time from asking for the page until its first contents are seen.
func BenchmarkPage_paint(b *testing.B) {
	address := serve(b, usual(b, 300)).address()
	var times []float64
	for b.Loop() {
		p := open(b, address, 1280, 900)
		p.wait("performance.getEntriesByName('first-contentful-paint').length")
		times = append(times, value[float64](p, "performance.getEntriesByName('first-contentful-paint')[0].startTime"))
		p.run(chromedp.Navigate("about:blank"))
	}
	report(b, times)
}

// follow resolves to the times from 60 moves of a drag to their images, in milliseconds.
const follow = `(async () => {
	const plane = document.querySelector("canvas[role=application]");
	const image = document.querySelector(".here canvas.large");
	const at = plane.getBoundingClientRect();
	const send = (type, x, y) => {
		const where = { clientX: at.left + x, clientY: at.top + y };
		plane.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, ...where }));
	};
	plane.setPointerCapture = () => {};
	let painted = () => {};
	const put = CanvasRenderingContext2D.prototype.putImageData;
	CanvasRenderingContext2D.prototype.putImageData = function (...all) {
		put.apply(this, all);
		if (this.canvas === image) {
			painted();
		}
	};
	const times = [];
	send("pointerdown", at.width / 2, at.height / 2);
	for (let i = 0; i < 60; i++) {
		const start = performance.now();
		const done = new Promise((resolve) => (painted = resolve));
		send("pointermove", at.width * (0.5 + 0.4 * Math.sin(i)), at.height * (0.5 + 0.4 * Math.cos(i / 3)));
		await done;
		times.push(performance.now() - start);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	send("pointerup", at.width / 2, at.height / 2);
	return times;
})()`

// BenchmarkPage_drag measures the time from a move of the mouse to its image, while the machine is
// idle and while a training has all of it.
func BenchmarkPage_drag(b *testing.B) {
	r := usual(b, 2000)
	p := explore(b, r)
	drag := func(b *testing.B) {
		var times []float64
		for b.Loop() {
			times = append(times, value[[]float64](p, follow)...)
		}
		report(b, times)
	}
	b.Run("idle", drag)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			if _, err := r.train(); err != nil {
				return // the benchmark has ended
			}
		}
	}()
	b.Cleanup(func() { <-ended })
	b.Run("training", drag)
}

// BenchmarkPage_scatter measures the time of a frame of 60,000 points, in which the plane is zoomed.
func BenchmarkPage_scatter(b *testing.B) {
	c := digitsConfig(b, "mlp:8").WithShape(vae.Shape{C: 1, H: 4, W: 4})
	all := make([]byte, 60_000*16)
	random := rand.New(rand.NewPCG(1, 1))
	labels := make([]int, 60_000)
	for i := range all {
		all[i] = byte(random.IntN(256))
		labels[i/16] = i / 16 % 10
	}
	set, err := data.NewSet("points", c.Shape(), all, labels)
	if err != nil {
		b.Fatal(err)
	}
	r := newRun(b, c, set, 2)
	r.publish(explorer.Figures{NELBO: 10, Recon: 8, KL: 2})
	p := open(b, serve(b, r).address(), 1440, 900)
	p.wait(one(plane))
	p.rest()
	var times []float64
	for b.Loop() {
		times = append(times, value[[]float64](p, `(async () => {
			const plane = document.querySelector("canvas[role=application]");
			const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
			const times = [];
			await frame();
			for (let i = 0; i < 40; i++) {
				const start = performance.now();
				plane.dispatchEvent(new WheelEvent("wheel", { deltaY: i % 2 ? 20 : -20, cancelable: true }));
				await frame();
				await frame();
				times.push((performance.now() - start) / 2);
			}
			return times;
		})()`)...)
	}
	report(b, times)
}

// report reports the median and the 95th percentile of times in milliseconds.
func report(b *testing.B, times []float64) {
	slices.Sort(times)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(times[len(times)/2], "p50-ms")
	b.ReportMetric(times[len(times)*95/100], "p95-ms")
}
