package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"vae/internal/kernel"
)

// condition knows [root], the user who may write anywhere, and [mounts], which says that a small
// disk can be mounted where nobody else sees it.
func condition(name string) (bool, error) {
	switch name {
	case "root":
		return os.Geteuid() == 0, nil
	case "mounts":
		return exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", os.TempDir()).Run() == nil, nil
	case "vectors":
		return kernel.Instructions() > 0, nil
	}
	return false, fmt.Errorf("unknown condition %s", name)
}

// cmdFails runs vae and demands an exit code and one line that tells why, with at most one hint
// after it: fails CODE PATTERN ARGUMENT... No file may change, unless the command is written !
// fails.
func cmdFails(ts *testscript.TestScript, mayWrite bool, args []string) {
	before := fingerprint(ts)
	err := ts.Exec("vae", args[2:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || strconv.Itoa(exit.ExitCode()) != args[0] {
		ts.Fatalf("%v, want exit code %s", err, args[0])
	}
	said := faults(ts.ReadFile("stderr"))
	if len(said) > 2 || len(said) == 2 && !strings.HasPrefix(said[1], "vae: hint: ") {
		ts.Fatalf("want one line and at most one hint")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	text, ok := strings.CutPrefix(said[0], "vae: ")
	if !ok || !pattern.MatchString(text) || strings.Contains(text, "internal error") {
		ts.Fatalf("want %q", args[1])
	}
	if after := fingerprint(ts); after != before && !mayWrite {
		ts.Fatalf("files changed:\n%s", difference(before, after))
	}
}

// faults returns the lines of stderr but for notes, warnings and the hints that follow these.
func faults(stderr string) []string {
	var lines []string
	aside := false
	for _, line := range strings.Split(strings.TrimSuffix(stderr, "\n"), "\n") {
		if !strings.HasPrefix(line, "vae: hint: ") {
			aside = strings.HasPrefix(line, "vae: note: ") || strings.HasPrefix(line, "vae: warning: ")
		}
		if !aside {
			lines = append(lines, line)
		}
	}
	return lines
}

// fingerprint returns a line for each file and folder of the script, with the digest of what is in
// it.
func fingerprint(ts *testscript.TestScript) string {
	var lines strings.Builder
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrPermission) {
			return nil
		}
		if err != nil {
			return err
		}
		sum := ""
		if entry.Type().IsRegular() && entry.Name() != "run.lock" {
			file, err := os.ReadFile(path)
			if err != nil && !errors.Is(err, fs.ErrPermission) {
				return err
			}
			sum = fmt.Sprintf("%x", sha256.Sum256(file))
		}
		fmt.Fprintf(&lines, "%s %s\n", path, sum)
		return nil
	}))
	return lines.String()
}

// difference returns the lines that are in one text alone.
func difference(a, b string) string {
	var only []string
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		for line := range strings.Lines(pair[0]) {
			if !strings.Contains(pair[1], line) {
				only = append(only, line)
			}
		}
	}
	return strings.Join(only, "")
}

// cmdJSON demands that a file is one JSON value with these words in it: json FILE WORD...
func cmdJSON(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	var value any
	ts.Check(json.Unmarshal([]byte(text), &value))
	for _, word := range args[1:] {
		if !strings.Contains(text, word) {
			ts.Fatalf("%s is not in %s", word, args[0])
		}
	}
}

var npyShape = regexp.MustCompile(`'descr': '([^']*)', 'fortran_order': False, 'shape': \(([^)]*)\)`)

// cmdArrays demands the types and shapes of the arrays in a .npy or .npz file: arrays FILE WANT...,
// where WANT is such as <f4:24,2 for .npy and mean:<f4:24,2 for .npz.
func cmdArrays(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.ReadFile(args[0])
	var found []string
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		found = append(found, npyType(ts, file))
	} else {
		for _, member := range archive.File {
			r, err := member.Open()
			ts.Check(err)
			text, err := io.ReadAll(r)
			ts.Check(err)
			found = append(found, strings.TrimSuffix(member.Name, ".npy")+":"+npyType(ts, string(text)))
		}
	}
	if got, want := strings.Join(found, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s holds %s", args[0], got)
	}
}

// npyType returns type and shape of an array, such as <f4:24,2, and makes sure that it has as many
// elements.
func npyType(ts *testscript.TestScript, file string) string {
	header := npyShape.FindStringSubmatch(file)
	if !strings.HasPrefix(file, "\x93NUMPY") || header == nil {
		ts.Fatalf("no .npy file: %.100q", file)
	}
	size, err := strconv.Atoi(header[1][2:])
	ts.Check(err)
	if header[1][1] == 'U' {
		size *= 4 // bytes of a character
	}
	shape := strings.Trim(strings.ReplaceAll(header[2], " ", ""), ",")
	for _, n := range strings.Split(shape, ",") {
		size *= number(ts, n)
	}
	if length := len(file) - strings.IndexByte(file, '\n') - 1; length != size {
		ts.Fatalf("%d bytes of data, want %d", length, size)
	}
	return header[1] + ":" + shape
}

// cmdPicture demands that files are PNG pictures of a size: picture WIDTHxHEIGHT FILE...
func cmdPicture(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args[1:] {
		picture, err := png.Decode(bytes.NewReader([]byte(ts.ReadFile(name))))
		ts.Check(err)
		if size := picture.Bounds().Size(); fmt.Sprintf("%dx%d", size.X, size.Y) != args[0] {
			ts.Fatalf("%s is %dx%d", name, size.X, size.Y)
		}
	}
}

// clocks matches what depends on when, where and how a run was begun, and on the machine.
var clocks = regexp.MustCompile(`"(images_per_second|seconds)":[^,}]*|,\n *"(date|version|command|machine)": "(\\.|[^"\\])*"` +
	`|(?s:<(title|h1|dl class="commands"|dl class="origin")>.*?</(title|h1|dl)>)`)

// cmdSame demands that two runs hold the same files with the same bytes, but for times and rates:
// same RUN RUN.
func cmdSame(ts *testscript.TestScript, differ bool, args []string) {
	a, err := runContents(ts.MkAbs(args[0]))
	ts.Check(err)
	b, err := runContents(ts.MkAbs(args[1]))
	ts.Check(err)
	if (a == b) == differ {
		ts.Fatalf("different files:\n%s", difference(a, b))
	}
}

// runContents returns a line for each file of a run, with its digest. Of the best checkpoint it is
// that of the weights: its header has the --epochs of when it was saved.
func runContents(dir string) (string, error) {
	var lines strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "run.lock" {
			return err
		}
		file, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		if entry.Name() == "best.safetensors" && len(file) > 8+sha256.Size {
			file = file[8+binary.LittleEndian.Uint64(file) : len(file)-sha256.Size]
		}
		fmt.Fprintf(&lines, "%s %x\n", name, sha256.Sum256(clocks.ReplaceAll(file, nil)))
		return err
	})
	return lines.String(), err
}
