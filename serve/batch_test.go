package serve_test

import (
	"bytes"
	"sync"
	"testing"

	"vae/data"
)

// TestBatches_areTakenApart sends requests of many sizes at a time, each of which is answered as if
// it were alone.
func TestBatches_areTakenApart(t *testing.T) {
	everyKind(t, func(c *client) {
		var all sync.WaitGroup
		for k := range 40 {
			n := 1 + k*k%37
			file, _, in := c.file(k, n)
			want, err := c.loaded.Model.Encode(in)
			if err != nil {
				c.Fatal(err)
			}
			again, err := c.loaded.Model.Decode(want.Input())
			if err != nil {
				c.Fatal(err)
			}
			all.Go(func() {
				got := c.ask("POST", "/encode?"+query(in.Labels), mediaNPY, file)
				if !bytes.Equal(got, npy([]int{n, 3}, want.Mean)) {
					c.Errorf("%d images: other codes", n)
				}
				got = c.ask("POST", "/reconstruct?"+query(in.Labels), mediaNPY, file)
				if shape := data.ImageArray("", again, c.set.Shape()).Shape; !bytes.Equal(got, npy(shape, again)) {
					c.Errorf("%d images: other reconstructions", n)
				}
			})
		}
		all.Wait()
	})
}
