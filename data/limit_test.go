//go:build linux

package data_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"vae/data"
)

// deflated returns a gzip file or, with a name, a zip archive with one member: of head and, again
// and again, of some bytes, megabytes in all.
func deflated(t *testing.T, name, head string, megabytes int, again string) []byte {
	t.Helper()
	var file bytes.Buffer
	var member io.Writer
	var w io.Closer
	if name == "" {
		packed := gzip.NewWriter(&file)
		member, w = packed, packed
	}
	if name != "" {
		archive := zip.NewWriter(&file)
		var err error
		if member, err = archive.Create(name); err != nil {
			t.Fatal(err)
		}
		w = archive
	}
	part := bytes.Repeat([]byte(again), 1<<20/len(again))
	io.WriteString(member, head)
	for range megabytes {
		if _, err := member.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// claiming returns an archive whose directory says that its member takes that many bytes in it.
func claiming(archive []byte, n uint32) []byte {
	binary.LittleEndian.PutUint32(archive[bytes.LastIndex(archive, []byte("PK\x01\x02"))+20:], n)
	return archive
}

// crowd returns an archive of many small arrays.
func crowd(t *testing.T, n int) []byte {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for i := range n {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("a%d.npy", i), Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		w.Write(npy(1, npyDict("|u1", "(1, 2, 2)"), four))
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Files that claim to be large, or are large when decompressed, are refused within 64 MiB of memory
// and four times their size on disk.
func TestLimit_bombsAreRefusedInLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("deflates a gigabyte")
	}
	head := func(descr, shape string) string { return string(npy(1, npyDict(descr, shape), nil)) }
	base, _ := memoryToRead(t, put(t, array("|u1", "(1, 2, 2)", 0, 1, 2, 255), t.TempDir(), "a.npy"))
	for name, c := range map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"int8 npz":          {"a.npz", deflated(t, "x.npy", head("|i1", "(102400, 32, 32)"), 100, "\x00"), "--limit 100MiB allows them"},
		"float64 npz":       {"a.npz", deflated(t, "x.npy", head("<f8", "(12800, 32, 32)"), 100, "\x00"), "--limit 50MiB allows them"},
		"int8 gz":           {"a.npy.gz", deflated(t, "", head("|i1", "(102400, 32, 32)"), 100, "\x00"), "--limit 100MiB allows them"},
		"IDX gz":            {"a.gz", deflated(t, "", string(idx(8, []uint32{102400, 32, 32}, nil)), 100, "\x00"), "--limit 100MiB"},
		"more than claimed": {"a.npy.gz", deflated(t, "", head("|u1", "(40960, 32, 32)"), 60, "\x00"), "found more bytes"},
		"claim":             {"a.npy", []byte(head("|u1", "(1, 1048576, 1048576)")), "a file that can hold"},
		"claim in npz":      {"a.npz", deflated(t, "x.npy", head("|u1", "(1, 1048576, 1048576)"), 1, "\x00"), "a file that can hold"},
		"claim of rows":     {"a.npy", []byte(head("<f8", "(1152921504606846976,)")), "images: "},
		"NaN":               {"a.npy.gz", deflated(t, "", head("<f4", "(10240, 32, 32)"), 40, "\x00\x00\xc0\x7f"), "NaN at [0, 0, 0]"},
		"far from pixels":   {"a.npy.gz", deflated(t, "", head("<f4", "(10240, 32, 32)"), 40, "\x00\x00\x00\x7f"), "found values from 1.701e+38"},
		"negative bytes":    {"a.npy.gz", deflated(t, "", head("|i1", "(40960, 32, 32)"), 40, "\xfb"), "found values from -5 to -5"},
		"members":           {"a.npz", crowd(t, 50_000), "1000 arrays at most, found 50000"},
		"rows":              {"a.csv.gz", deflated(t, "", "", 100, "0,0,0,0,0,0,0,0,0\n"), "text of at most "},
		"ragged at the end": {"a.csv.gz", deflated(t, "", "", 40, "0,0,0,0\n"), "found 1"},
		"deep row":          {"a.csv", bytes.Repeat([]byte("1,"), 4<<20), "a row of less than"},
		"BMP zip":           {"a.zip", deflated(t, "a.bmp", "BM", 100, "\x00"), "a picture of "},
		"JPEG zip":          {"a.zip", deflated(t, "a.jpg", "\xff\xd8\xff", 31, "\x00"), "a whole JPEG picture"},
		"claim in zip":      {"a.zip", claiming(deflated(t, "a.bmp", "BM", 100, "\x00"), 1<<27), "a picture of "},
		"open quote":        {"a.csv", append([]byte{'"'}, bytes.Repeat([]byte("1,\n"), 2<<20)...), "a row of less than"},
	} {
		if name == "ragged at the end" {
			c.content = append(c.content, gz([]byte("0\n"))...)
		}
		t.Run(name, func(t *testing.T) {
			memory, said := memoryToRead(t, put(t, c.content, t.TempDir(), c.file))
			if bound := 64<<20 + 4*len(c.content); memory-base > bound {
				t.Errorf("%d MB of memory for %d bytes, at most %d MB", (memory-base)>>20, len(c.content), bound>>20)
			}
			if !strings.Contains(said, c.want) || strings.Count(said, "\n") > 1 {
				t.Errorf("said %q, want %q", said, c.want)
			}
		})
	}
}

// dSprites has 3 GB of bytes, 0 or 1, in 26 MB, and much beside: here a hundredth of it, whose
// memory is about its size.
func TestLimit_largeSetsAreReadInTheirSize(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes memory of its own")
	}
	const n = 7373
	row := strings.Repeat("\x00", 1000) + strings.Repeat("\x01", 96) + strings.Repeat("\x00", 3000)
	var pixels bytes.Buffer
	for i := range n {
		shift := i * 37 % 1000
		pixels.WriteString(row[shift:] + row[:shift])
	}
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for name, content := range map[string][]byte{
		"imgs.npy":           npy(1, npyDict("|u1", fmt.Sprintf("(%d, 64, 64)", n)), pixels.Bytes()),
		"latents_values.npy": npy(1, npyDict("<f8", fmt.Sprintf("(%d, 6)", n)), make([]byte, n*48)),
		"metadata.npy":       npy(1, npyDict("|O", "()"), []byte("pickle")),
	} {
		w, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(content)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	base, _ := memoryToRead(t, put(t, array("|u1", "(1, 2, 2)", 0, 1, 2, 255), t.TempDir(), "a.npy"))
	memory, said := memoryToRead(t, put(t, file.Bytes(), t.TempDir(), "dsprites.npz"))
	if size := n * 64 * 64; said != "" || memory-base > size*3/2 {
		t.Errorf("%d MB of memory for %d MB of pixels; said %q", (memory-base)>>20, size>>20, said)
	}
}

func TestLimit_isThatOfTheCaller(t *testing.T) {
	path := put(t, deflated(t, "x.npy", string(npy(1, npyDict("|i1", "(61440, 32, 32)"), nil)), 60, "\x00"), t.TempDir(), "a.npz")
	if _, err := data.Open(t.Context(), path, data.Options{}); err == nil {
		t.Error("a bomb was read")
	}
	if s := open(t, path, data.Options{Limit: 100 << 20}).All; s.Len() != 61440 {
		t.Errorf("%d images", s.Len())
	}
	_, err := data.Open(t.Context(), path, data.Options{Limit: 50 << 20})
	wantFormat(t, err, "of at most 50MiB, found 60MiB: --limit 60MiB allows them")
	content := npy(1, npyDict("|u1", "(1000, 32, 32)"), make([]byte, 1000<<10))
	path = put(t, bytes.Replace(content, []byte("False"), []byte("True "), 1), t.TempDir(), "a.npy")
	_, err = data.Open(t.Context(), path, data.Options{Limit: 1 << 19}) // in Fortran's order it has no images in a row
	wantFormat(t, err, "of at most 512KiB, found 1000KiB: --limit 1000KiB allows them")
}

// memoryToRead returns the most memory that a separate process takes to read a file, and its
// output.
func memoryToRead(t *testing.T, path string) (memory int, said string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestLimit_child$")
	child.Env = append(os.Environ(), childFile+"="+path)
	var stderr bytes.Buffer
	child.Stderr = &stderr
	out, err := child.Output()
	if err != nil {
		t.Fatal(err)
	}
	peak := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(out)
	if peak == nil {
		t.Fatalf("no peak of memory in %q", out)
	}
	memory, err = strconv.Atoi(string(peak[1]))
	if err != nil {
		t.Fatal(err)
	}
	return memory << 10, stderr.String()
}

const childFile = "VAE_TEST_FILE"

func TestLimit_child(t *testing.T) {
	path := os.Getenv(childFile)
	if path == "" {
		t.Skip("is run by others")
	}
	if err := readAll(t.Context(), path); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout.Write(status)
}

// readAll serves the images of a source of a gigabyte, and opens any other.
func readAll(ctx context.Context, path string) error {
	s, err := data.Open(ctx, path, data.Options{})
	if err != nil || s.All.Len()*s.All.Pixels() < 1<<30 {
		return err
	}
	l, err := data.NewLoader(s.All, data.LoaderConfig{BatchSize: 512})
	if err != nil {
		return err
	}
	for _, err := range l.From(ctx, 0) {
		if err != nil {
			return err
		}
	}
	return nil
}

// A gigabyte, most of which is a hole in the file, is read, described and served in 64 MiB of
// memory.
func TestLimit_largeFilesStayOnDisk(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("reads a gigabyte three times")
	}
	base, _ := memoryToRead(t, put(t, array("|u1", "(1, 2, 2)", 0, 1, 2, 255), t.TempDir(), "a.npy"))
	const n = 1 << 18
	head := npy(1, npyDict("|u1", fmt.Sprintf("(%d, 64, 64)", n)), nil)
	path := put(t, append(head, 7, 100), t.TempDir(), "large.npy")
	if err := os.Truncate(path, int64(len(head)+n*64*64)); err != nil {
		t.Fatal(err)
	}
	if memory, said := memoryToRead(t, path); said != "" || memory-base > 64<<20 {
		t.Errorf("%d MB of memory; said %q", (memory-base)>>20, said)
	}
}
