package data_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vae/data"
)

const trainFile = "train-images-idx3-ubyte.gz"

// mirror serves one answer to every request.
func mirror(t *testing.T, status int, body []byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if filepath.Base(r.URL.Path) != trainFile {
			status = http.StatusTeapot
		}
		w.WriteHeader(status)
		w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// wantOnly fails unless the folder holds these files and no others.
func wantOnly(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	if fmt.Sprint(found) != fmt.Sprint(names) {
		t.Errorf("%s holds %v, want %v", folder, found, names)
	}
}

func TestFetch_takesTheFirstMirrorThatIsRight(t *testing.T) {
	nowhere(t)
	content := idx(8, []uint32{2, 1, 2}, four)
	dir := t.TempDir()
	var lines []string
	f := data.NewFetcher(dir, func(line string) { lines = append(lines, line) })
	mirrors := []string{"http://127.0.0.1:1/", mirror(t, 404, nil), mirror(t, 200, []byte("<html>")),
		mirror(t, 200, gz(content[:9])), mirror(t, 200, gz(content))}
	if err := f.FetchFrom(t.Context(), "s", sum(content), "", mirrors, false); err != nil {
		t.Fatal(err)
	}
	wantOnly(t, filepath.Join(dir, "s"), trainFile)
	if s := open(t, filepath.Join(dir, "s"), data.Options{}); s.All.Len() != 2 {
		t.Errorf("%d images, want 2", s.All.Len())
	}
	if err := f.FetchFrom(t.Context(), "s", sum(content), "", nil, false); err != nil {
		t.Errorf("fetched again: %v", err)
	}
	if want := "s is already in " + filepath.Join(dir, "s"); lines[len(lines)-1] != want {
		t.Errorf("last line %q, want %q", lines[len(lines)-1], want)
	}
}

func TestFetch_replacesADamagedFile(t *testing.T) {
	nowhere(t)
	content := idx(8, []uint32{2, 1, 2}, four)
	dir := t.TempDir()
	put(t, []byte("damaged"), dir, "s", "train-images.idx3-ubyte")
	f := data.NewFetcher(dir, nil)
	if err := f.FetchFrom(t.Context(), "s", "", sum(gz(content)), []string{mirror(t, 200, gz(content))}, false); err != nil {
		t.Fatal(err)
	}
	wantOnly(t, filepath.Join(dir, "s"), trainFile)
}

func TestFetch_listsWhatWasTried(t *testing.T) {
	cache := nowhere(t)
	mirrors := []string{"http://127.0.0.1:1/", mirror(t, 404, nil), mirror(t, 200, []byte("<html>"))}
	err := data.NewFetcher("", nil).FetchFrom(t.Context(), "s", sum(nil), "", mirrors, false)
	var failure *data.FetchError
	if !errors.As(err, &failure) || len(failure.Attempts) != 3 {
		t.Fatalf("error %v, want a *FetchError of 3 attempts", err)
	}
	tried, ok := strings.CutPrefix(err.Error(), "fetch s: no source has it: ")
	if parts := strings.Split(tried, "; "); !ok || len(parts) != 3 {
		t.Fatalf("error %q", err)
	} else {
		for i, want := range []string{"refused", "HTTP 404 Not Found", "expected the SHA-256 e3b0c442"} {
			if !strings.HasPrefix(parts[i], mirrors[i]+": ") || !strings.Contains(parts[i], want) {
				t.Errorf("part %d is %q, want %q", i, parts[i], want)
			}
		}
	}
	var format *data.FormatError
	if !errors.As(err, &format) {
		t.Error("what the mirrors said cannot be looked into")
	}
	wantOnly(t, filepath.Join(cache, "s")) // no temporary file is left
}

func TestFetch_limitsTheSize(t *testing.T) {
	nowhere(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for part := make([]byte, 1<<20); ; {
			if _, err := w.Write(part); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	err := data.NewFetcher(t.TempDir(), nil).FetchFrom(t.Context(), "s", sum(nil), "", []string{server.URL + "/"}, false)
	if err == nil || !strings.Contains(err.Error(), "more than 268435456 bytes") {
		t.Errorf("error %v", err)
	}
}

func TestFetch_cancelled(t *testing.T) {
	nowhere(t)
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer server.Close()
	err := data.NewFetcher(t.TempDir(), nil).FetchFrom(ctx, "s", sum(nil), "", []string{server.URL + "/", server.URL + "/"}, false)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// A script replaces the go command.
func TestFetch_goModule(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	nowhere(t)
	content := idx(8, []uint32{2, 1, 2}, four)
	module, dir := t.TempDir(), t.TempDir()
	put(t, gz(content), module, "data", trainFile)
	t.Setenv("PATH", module)
	for _, c := range []struct{ script, want string }{
		{`echo '{"Error": "no network today"}'; exit 1`, "go mod download example.org/m: no network today"},
		{`echo 'no such flag' >&2; exit 2`, "no such flag"},
		{`echo '{}'`, "the go command named no folder"},
		{`test "$*" = "mod download -json example.org/m@v1.0.0" && echo '{"Dir": "` + module + `"}'`, ""},
	} {
		put(t, []byte("#!/bin/sh\n"+c.script+"\n"), module, "go")
		if err := os.Chmod(filepath.Join(module, "go"), 0o755); err != nil {
			t.Fatal(err)
		}
		err := data.NewFetcher(dir, nil).FetchFrom(t.Context(), "s", sum(content), "", nil, true)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
	wantOnly(t, filepath.Join(dir, "s"), trainFile)
}

func TestFetch_byName(t *testing.T) {
	var lines []string
	err := data.Fetch(t.Context(), "digits", t.TempDir(), func(line string) { lines = append(lines, line) })
	if err != nil || len(lines) != 1 || lines[0] != "digits is built in" {
		t.Errorf("lines %q, error %v", lines, err)
	}
	var unknown *data.UnknownError
	if err := data.Fetch(t.Context(), "digit", "", nil); !errors.As(err, &unknown) {
		t.Errorf("error %v, want an *UnknownError", err)
	}
}
