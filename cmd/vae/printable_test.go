package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"vae/checkpoints"
	"vae/internal/disk"
)

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"photos/ψ 日本 é 🙂.png":    "photos/ψ 日本 é 🙂.png",
		`C:\a "b" 'c'`:           `C:\a "b" 'c'`,
		"a\x1b[31mb\x1b]0;c\a":   `a\x1b[31mb\x1b]0;c\a`,
		"a\r\nvae: b\tc\x00\x7f": `a\r\nvae: b\tc\x00\x7f`,
		"a\u0085\u009b31mb":      `a\u0085\u009b31mb`,
		"a\u202egpj.exe\u2066":   `a\u202egpj.exe\u2066`,
		"a\u2028b\u200bc\ufeff":  `a\u2028b\u200bc\ufeff`,
		"a\xff\xfeb\ufffd":       "a\\xff\\xfeb\ufffd",
		"a\xc3":                  `a\xc3`,
	} {
		if got := printable(text); got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
	}
	long := strings.Repeat("é", 5000)
	if got := printable(long[:2] + long + "end"); !strings.HasSuffix(got, "end") || len([]rune(got)) > mostRunes+1 || !strings.Contains(got, "é…é") {
		t.Errorf("a text of 5000 runes is printed as %q", got)
	}
	if got := printable(strings.Repeat("\xff", 5000)); len(got) > 4*mostRunes+len("…") {
		t.Errorf("5000 bytes that are no text take %d", len(got))
	}
}

// stringer is a hostile value that is no text.
type stringer struct{}

func (stringer) String() string { return "\x1b[2J" }

func TestFprintf_escapesWhateverIsPrinted(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
		want   string
	}{
		{"a\n%s\tb %d%%\n", []any{"x\ny", 7}, "a\nx\\ny\tb 7%\n"},
		{"%6s|%-6s|%6.2f|%v|%+d", []any{"é", "é", 1.234, []string{"\a"}, 5}, "     é|é     |  1.23|[\\a]|+5"},
		{"%v %s %v", []any{stringer{}, errors.New("\x1b"), struct{ name string }{"\r"}}, `\x1b[2J \x1b {\r}`},
		{"%q %x", []any{"\x1b", "\x1b"}, `"\x1b" 1b`},
		{"none", nil, "none"},
	} {
		var b strings.Builder
		fprintf(&b, c.format, c.args...)
		if got := b.String(); got != c.want {
			t.Errorf("%q is printed as %q, want %q", c.format, got, c.want)
		}
	}
}

// TestPrinted_allOfIt checks the source to fprintf: what is printed in another way may be anything.
func TestPrinted_allOfIt(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		must(t, err)
		except := []string{"printable.go", "help.go", "progress.go"} // which print texts of the program alone
		if bytes.Contains(text, []byte("fmt.Fprint")) && !strings.HasSuffix(name, "_test.go") && !slices.Contains(except, name) {
			t.Errorf("%s: fmt.Fprint…, want fprintf, which escapes what it is given", name)
		}
	}
}

// evil is the name of a file, class or run that tries to colour, overwrite, reorder and forge
// lines.
const evil = "=\x1b[31m\rx\nvae: done\u202e\xff"

// TestPrinted_isPrintable puts hostile names wherever one can stand. All that is printed is lines
// that start as they should and hold what can be seen.
func TestPrinted_isPrintable(t *testing.T) {
	t.Chdir(t.TempDir())
	small := []string{"--epochs", "1", "--hidden", "8", "--latent", "2"}
	for class := range 2 {
		folder := fmt.Sprintf("%s/%s%d", evil, evil, class)
		must(t, os.MkdirAll(folder, 0o777))
		for i := range 20 {
			must(t, os.WriteFile(fmt.Sprintf("%s/%s%02d.png", folder, evil, i), picture(t, i), 0o666))
		}
	}
	const out = "./" + evil + "/../out"
	utf8 := strings.TrimSuffix(evil, "\xff") + ".run"
	must(t, os.Symlink(evil, utf8))
	for _, args := range [][]string{
		append([]string{"train", utf8 + "/", "--out", out + "/" + evil, "--progress", "plain"}, small...),
		{"train", "--resume", "--out", out + "/" + evil, "--epochs", "1"},
		{"train", "./" + evil, "--out", out + "/" + evil},
		{"train", "./" + evil, "--out", evil + "/" + evil},
		{"info", out + "/" + evil},
		{"verify", out + "/" + evil},
		{"evaluate", out + "/" + evil, "./" + evil, "--samples", "1"},
		{"evaluate", out + "/" + evil, "--no-classify", "--samples", "1"},
		{"scores", out + "/" + evil, "./" + evil, "-o", evil + ".csv", "--sheet", evil + ".png"},
		{"encode", out + "/" + evil, "./" + evil, "-o", evil + ".npz"},
		{"encode", out + "/" + evil, "./" + evil, "-o", evil},
		{"decode", out + "/" + evil, evil + ".npz", "-o", out + "/pics/"},
		{"decode", out + "/" + evil, evil + ".none"},
		{"sample", out + "/" + evil, "-o", evil + "/" + evil + "/x.png"},
		{"sample", evil},
		{"data", "show", "./" + evil},
		{"data", "show", evil + ".none"},
		{"data", "fetch", evil},
		{"data", "show", "digits", "--split", evil},
		{"--data-dir", utf8 + ".none", "data", "list"},
		{"train", "--config", evil},
		{"train", "--size", evil}, {"train", "--likelihood", evil}, {"train", "--epochs", evil}, {"train", "--progress", evil},
		{evil}, {"--" + evil}, {"-\x1b"}, {"train", "--" + evil + "=" + evil}, {"help", evil}, {"help", "train", evil}, {"train", evil, evil},
	} {
		var stdout, stderr bytes.Buffer
		run(args, &stdout, &stderr)
		for _, text := range []string{stdout.String(), stderr.String()} {
			checkPrinted(t, args, text)
		}
	}
	for _, path := range []string{"out/" + evil, evil + ".csv", evil + ".png", evil + ".npz", "out/pics/00039.png"} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("a command that should have run did not: %v", err)
		}
	}
}

// checkPrinted reports lines that are longer than they may be, forged, or hold what moves a cursor.
func checkPrinted(t *testing.T, args []string, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		forged := strings.HasPrefix(line, "vae: done")
		if hidden := strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }); hidden || forged || len(line) > 4000 {
			t.Errorf("vae %q: %q", args, line)
		}
	}
}

// TestPrinted_foreignCheckpoint reads a checkpoint of somebody else, with hostile texts in it.
func TestPrinted_foreignCheckpoint(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	must(t, os.WriteFile("file.npy", append(npyHeader("|u1", []int{40, 8, 8}), stripes(0, 40, 8, 8)...), 0o666))
	var stderr bytes.Buffer
	if run(strings.Fields("train file.npy --epochs 1 --hidden 8 --latent 2 --progress none --out r"), &stderr, &stderr) != exitDone {
		t.Fatal(stderr.String())
	}
	long := strings.Repeat("x", 100_000)
	for _, change := range [][2]string{
		{filepath.Join(dir, "file.npy"), `/\u001b[31m\n\u202e` + long},
		{`"bernoulli"`, `"\u001b[31m\n\u202e` + long + `"`},
		{`"relu"`, `"\u001b[31m\n\u202e` + long + `"`},
		{`"none"`, `"\u001b[31m\n\u202e` + long + `"`},
		{`"fingerprint"`, `"classes":["\u001b[31m\n\u202e` + long + `"],"fingerprint"`},
		{`"seed"`, `"\u001b[31m\n\u202e` + long + `":1,"seed"`},
	} {
		state, err := checkpoints.LoadFile(disk.OS{}, "r/checkpoints/best.safetensors")
		must(t, err)
		for key, text := range state.Metadata {
			state.Metadata[key] = strings.ReplaceAll(text, change[0], change[1])
		}
		checkForeign(t, state)
	}
	state, err := checkpoints.LoadFile(disk.OS{}, "r/checkpoints/best.safetensors")
	must(t, err)
	state.Tensors[0].Name = "\x1b[31m\n\u202e" + long
	checkForeign(t, state)
}

// checkForeign writes a checkpoint and looks at what is printed about it.
func checkForeign(t *testing.T, state *checkpoints.State) {
	t.Helper()
	var file bytes.Buffer
	must(t, checkpoints.Encode(&file, state), os.WriteFile("foreign.safetensors", file.Bytes(), 0o666))
	for _, line := range []string{
		"info foreign.safetensors", "verify foreign.safetensors", "evaluate foreign.safetensors --samples 1", "sample foreign.safetensors -o x.png",
		"evaluate foreign.safetensors file.npy --samples 1", "train file.npy --start-from foreign.safetensors --epochs 1 --progress none",
	} {
		var stdout, stderr bytes.Buffer
		run(strings.Fields(line), &stdout, &stderr)
		checkPrinted(t, []string{line}, stdout.String())
		checkPrinted(t, []string{line}, stderr.String())
	}
}
