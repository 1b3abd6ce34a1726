// Package docs_test runs what the pages in this folder show.
package docs_test

import (
	"cmp"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is a fenced block of a page.
type block struct{ language, text string }

// blocks returns the fenced blocks of the page at path.
func blocks(t *testing.T, path string) (all []block) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		all = append(all, block{m[1], m[2]})
	}
	if len(all) == 0 {
		t.Fatalf("%s has no blocks", path)
	}
	return all
}

// TestMain puts the program vae first on the path.
func TestMain(m *testing.M) {
	bin, err := os.MkdirTemp("", "vae")
	if err != nil {
		log.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", bin+"/vae", "vae/cmd/vae").CombinedOutput(); err != nil {
		log.Fatalf("%v: %s", err, out)
	}
	if err := os.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	if err := os.RemoveAll(bin); err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}

// module is a Python module that a block imports, at the beginning of a line.
var module = regexp.MustCompile(`(?m)^(?:import|from) ([a-z_]+)`)

// python is that of $PYTHON, or python3.
var python = cmp.Or(os.Getenv("PYTHON"), "python3")

// has reports whether Python has a module.
func has(module string) bool { return exec.Command(python, "-c", "import "+module).Run() == nil }

// missing returns a module that a block imports, or a file of the folder that it imports, and that
// Python does not have; "" if there is none.
func missing(t *testing.T, dir, text string) string {
	t.Helper()
	for _, m := range module.FindAllStringSubmatch(text, -1) {
		files, err := filepath.Glob(filepath.Join(dir, "*", m[1]+".py"))
		if err != nil {
			t.Fatal(err)
		}
		if path := filepath.Join(dir, m[1]+".py"); len(files) == 0 {
			files = []string{path}
		}
		source, err := os.ReadFile(files[0])
		switch {
		case err != nil && !has(m[1]):
			return m[1]
		case err == nil && missing(t, dir, string(source)) != "":
			return missing(t, dir, string(source))
		}
	}
	return ""
}

// TestPython runs the blocks of pages, those of each in one folder, with fewer epochs.
func TestPython(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a model and starts Python several times")
	}
	if !has("numpy") {
		t.Skipf("no %s with numpy", python)
	}
	for _, page := range []string{"python.md", "exports.md"} {
		t.Run(page, func(t *testing.T) { runBlocks(t, page) })
	}
}

// runBlocks runs the blocks of a page.
func runBlocks(t *testing.T, page string) {
	dir := t.TempDir()
	for _, b := range blocks(t, page) {
		title, _, _ := strings.Cut(b.text, "\n")
		t.Run(title, func(t *testing.T) {
			if b.language == "sh" {
				execute(t, dir, "sh", "-e", "-c", strings.Replace(b.text, "--epochs 15", "--epochs 1", 1))
				return
			}
			name := "snippet.py"
			if file, ok := strings.CutPrefix(title, "# "); ok {
				name = file
			}
			write(t, filepath.Join(dir, name), b.text)
			if m := missing(t, dir, b.text); m != "" {
				t.Skipf("%s has no module %s", python, m)
			}
			execute(t, dir, python, name)
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// execute runs a program in the folder dir and fails the test with what it prints.
func execute(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	command := exec.Command(name, args...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// TestReadme_showsTheExample checks that the Go code in the README is that of ExampleLoad, which is
// compiled and run.
func TestReadme_showsTheExample(t *testing.T) {
	source, err := os.ReadFile("../example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, b := range blocks(t, "../README.md") {
		if b.language != "go" {
			continue
		}
		found = true
		indented := regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(b.text, "\t$1")
		if !strings.Contains(string(source), indented) {
			t.Errorf("example_test.go does not have\n%s", indented)
		}
	}
	if !found {
		t.Error("the README shows no Go code")
	}
}

// TestLinks checks that what the pages link to in this repository is there.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
}

// pages returns the paths of the pages of this folder and the one below, and of the README.
func pages(t *testing.T) []string {
	t.Helper()
	all := []string{"../README.md"}
	for _, pattern := range []string{"*.md", "cluster/*.md"} {
		some, err := filepath.Glob(pattern)
		if err != nil || len(some) == 0 {
			t.Fatal("no pages", pattern, err)
		}
		all = append(all, some...)
	}
	return all
}

// TestCommands checks that the commands in the pages, and their flags, are those of the program.
func TestCommands(t *testing.T) {
	help := map[string]string{}
	line := regexp.MustCompile(`(?m)(?:^|[^-\w/])(?:bin/)?vae (train|prior|sample|encode|decode|reconstruct|interpolate|evaluate|scores|merge|ranks|export|import|divergence|info|verify|data|bench|selfcheck|runs|completion|help|version)\b([^\n;|&#` + "`" + `]*)`)
	flag := regexp.MustCompile(`(?:^|\s)(--[a-z][a-z-]*)`)
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range line.FindAllStringSubmatch(string(text), -1) {
			args := []string{m[1]}
			if words := strings.Fields(m[2]); m[1] == "data" && len(words) > 0 {
				args = append(args, words[0])
			}
			command := strings.Join(args, " ")
			if help[command] == "" {
				out, err := exec.Command("vae", append(args, "--help")...).CombinedOutput()
				if err != nil {
					t.Errorf("%s: vae %s --help: %v: %s", page, command, err, out)
				}
				help[command] = regexp.MustCompile(`--\[no-\]([a-z-]+)`).ReplaceAllString(string(out), "--$1 --no-$1")
			}
			for _, f := range flag.FindAllStringSubmatch(m[2], -1) {
				if !regexp.MustCompile(f[1] + `\b`).MatchString(help[command]) {
					t.Errorf("%s: vae %s has no flag %s", page, command, f[1])
				}
			}
		}
	}
}
