package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// standIn is a compiler of programs that answer as vae does, and hold what they are built from.
func standIn(s source, p platform, tags, path string) error {
	script := fmt.Sprintf(`#!/bin/sh
# %s %s/%s %q
case $1 in
version) echo "vae 1.2.3 (commit), go1, system" ;;
completion) echo "completes in $2" ;;
man) mkdir -p "$2/man1" && echo "page of $SOURCE_DATE_EPOCH" > "$2/man1/vae.1" ;;
esac
`, s.name(), p.os, p.arch, tags)
	return os.WriteFile(path, []byte(script), 0o777)
}

var (
	commit    = source{commit: "0123456789ab", time: time.Unix(1_700_000_000, 0).UTC()}
	platforms = []platform{{"linux", "arm64"}, {"windows", "amd64"}}
)

// made returns the files of a release by their names.
func made(t *testing.T, s source) map[string][]byte {
	t.Helper()
	folder := t.TempDir()
	if err := (release{s, standIn, folder}).write(platforms); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		if files[entry.Name()], err = os.ReadFile(filepath.Join(folder, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestRelease_isReproducible(t *testing.T) {
	t.Chdir("../..")
	first := made(t, commit)
	time.Sleep(1100 * time.Millisecond) // more than the resolution of times in archives
	second := made(t, commit)
	if len(first) != 3 || len(second) != 3 {
		t.Fatalf("%d and %d files, want 2 archives and the sums", len(first), len(second))
	}
	var sums string
	for _, name := range []string{"vae-1.2.3-linux-arm64.tar.gz", "vae-1.2.3-windows-amd64.zip"} {
		if len(first[name]) == 0 || !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s: %d and %d bytes, which are not the same", name, len(first[name]), len(second[name]))
		}
		sums += fmt.Sprintf("%x  %s\n", sha256.Sum256(first[name]), name)
	}
	if string(first["SHA256SUMS"]) != sums {
		t.Errorf("SHA256SUMS is\n%s, want\n%s", first["SHA256SUMS"], sums)
	}
	changed := commit
	changed.modified = true
	if modified := made(t, changed); modified["vae-1.2.3-modified-linux-arm64.tar.gz"] == nil {
		t.Error("a modified tree is not said")
	}
}

func TestRelease_holdsWhatItSays(t *testing.T) {
	t.Chdir("../..")
	files := made(t, commit)
	unix := untar(t, files["vae-1.2.3-linux-arm64.tar.gz"], "vae-1.2.3-linux-arm64/")
	windows := unzip(t, files["vae-1.2.3-windows-amd64.zip"], "vae-1.2.3-windows-amd64/")
	common := map[string]string{
		"README.md": "# vae\n", "LICENSE": "MIT License", "CHANGELOG.md": "# Changelog", "docs/cluster.md": "MPI",
		"recipes/best-vae.json": "{", "completions/vae.bash": "completes in bash", "completions/_vae": "completes in zsh",
		"completions/vae.fish": "completes in fish", "man/man1/vae.1": "page of 1700000000", "licences/go/LICENSE": "Go Authors",
		"licences/preact/LICENSE": "Jason Miller", "licences/uplot/LICENSE": "Leon Sorokin",
	}
	for _, files := range []map[string]string{unix, windows} {
		for name, part := range common {
			if !strings.Contains(files[name], part) {
				t.Errorf("%s is %.60q, want one with %q", name, files[name], part)
			}
		}
	}
	for text, want := range map[string]string{
		unix["vae"]: `# 0123456789ab linux/arm64 ""`, unix["vae-mpi"]: `# 0123456789ab linux/arm64 "mpi"`,
		windows["vae.exe"]: `# 0123456789ab windows/amd64 ""`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("a program is %.60q, want %q", text, want)
		}
	}
	for name := range unix {
		if strings.HasSuffix(name, ".go") {
			t.Errorf("%s is no text", name)
		}
	}
	if windows["vae"] != "" || windows["vae-mpi"] != "" {
		t.Error("Windows has programs of other systems")
	}
}

// untar returns the files of an archive, and checks what is known of each.
func untar(t *testing.T, packed []byte, root string) map[string]string {
	t.Helper()
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if !unpacked.ModTime.IsZero() || unpacked.Name != "" {
		t.Errorf("the header of gzip is %+v", unpacked.Header)
	}
	files, names := map[string]string{}, []string{}
	for r := tar.NewReader(unpacked); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "" || h.Gname != "" || !h.ModTime.Equal(commit.time) {
			t.Errorf("%s is of %d %q, %d %q, %v", h.Name, h.Uid, h.Uname, h.Gid, h.Gname, h.ModTime)
		}
		names = append(names, h.Name)
		files[relative(t, h.Name, root, h.FileInfo().Mode())] = readAll(t, r)
	}
	if !slices.IsSorted(names) {
		t.Errorf("the names are not sorted: %q", names)
	}
	return files
}

// unzip returns the files of an archive, and checks what is known of each.
func unzip(t *testing.T, packed []byte, root string) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		if !f.Modified.Equal(commit.time) {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		files[relative(t, f.Name, root, f.Mode())] = readAll(t, content)
	}
	return files
}

// relative returns a name below the root, and checks the mode.
func relative(t *testing.T, name, root string, mode fs.FileMode) string {
	t.Helper()
	below, ok := strings.CutPrefix(name, root)
	want := fs.FileMode(0o644)
	if strings.HasPrefix(below, "vae") {
		want = 0o755
	}
	if !ok || mode != want {
		t.Errorf("%s has mode %v", name, mode)
	}
	return below
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestLicences_areOfAllModules compares the modules that licences are of with those that programs
// say they are made of.
func TestLicences_areOfAllModules(t *testing.T) {
	if testing.Short() {
		t.Skip("links two programs")
	}
	t.Chdir("../..")
	linked := map[string]bool{}
	for _, tags := range []string{"", "mpi"} {
		path := filepath.Join(t.TempDir(), "vae")
		if err := compile(commit, host(), tags, path); err != nil {
			t.Fatal(err)
		}
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, module := range info.Deps {
			linked[module.Path+"@"+module.Version] = true
		}
	}
	files, err := licencesOf(platform{"linux", host().arch})
	if err != nil {
		t.Fatal(err)
	}
	licensed := map[string]bool{}
	for _, f := range files {
		if module, version, ok := strings.Cut(strings.TrimPrefix(f.name, "licences/"), "@"); ok {
			version, _, _ = strings.Cut(version, "/")
			licensed[module+"@"+version] = true
		}
	}
	for module := range linked {
		if !licensed[module] {
			t.Errorf("%s has no licence", module)
		}
	}
	for module := range licensed {
		if !linked[module] {
			t.Errorf("%s is not linked", module)
		}
	}
}

func TestPlatform_hasTwoParts(t *testing.T) {
	for _, name := range []string{"", "linux", "linux/", "/amd64"} {
		if p, err := parsePlatform(name); err == nil {
			t.Errorf("%q is %v", name, p)
		}
	}
}
