package data_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vae/data"
	"vae/internal/disk/disktest"
)

// TestFetch_installsWholeOrNotAtAll installs a set over a damaged one while each disk operation
// fails in turn or loses power.
func TestFetch_installsWholeOrNotAtAll(t *testing.T) {
	nowhere(t)
	content := idx(8, []uint32{2, 1, 2}, four)
	mirrors := []string{mirror(t, 200, gz(content))}
	fetch := func(f interface {
		FetchFrom(ctx context.Context, name, raw, gz string, mirrors []string, module bool) error
	}) error {
		return f.FetchFrom(t.Context(), "s", sum(content), "", mirrors, false)
	}
	disktest.Run(t, 1, disktest.Case{
		Prepare: func(t *testing.T, dir string) { put(t, []byte("damaged"), dir, "s", "train-images.idx3-ubyte") },
		Work:    func(d *disktest.Disk) error { return fetch(data.NewFetcher(d.Root, nil).On(d)) },
		Check: func(t *testing.T, dir string, err error) {
			if err == nil {
				wantOnly(t, filepath.Join(dir, "s"), trainFile)
			}
			if err := fetch(data.NewFetcher(dir, nil)); err != nil {
				t.Error(err)
			}
			if s := open(t, filepath.Join(dir, "s"), data.Options{}); s.All.Len() != 2 {
				t.Errorf("%d images, want 2", s.All.Len())
			}
			if left := disktest.Temporaries(t, dir); len(left) > 0 {
				t.Errorf("%q are still there", left)
			}
		},
	})
}

// TestFetch_givesUpASlowMirror fetches from mirrors that send a byte now and then.
func TestFetch_givesUpASlowMirror(t *testing.T) {
	nowhere(t)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := w.Write([]byte{0}); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}))
	defer slow.Close()
	for want, least := range map[string]int64{" bytes in 30ms, fewer than 1000000": 1_000_000, "not done in 300ms": 0} {
		f := data.NewFetcher(t.TempDir(), nil)
		f.Hurry(300*time.Millisecond, least)
		err := f.FetchFrom(t.Context(), "s", sum(nil), "", []string{slow.URL + "/"}, false)
		var failure *data.FetchError
		if !errors.As(err, &failure) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
