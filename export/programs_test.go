package export_test

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"vae/export"
)

// python is that of $PYTHON, or python3.
var python = cmp.Or(os.Getenv("PYTHON"), "python3")

// needs skips a test unless Python has the modules.
func needs(t *testing.T, modules ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts Python")
	}
	for _, module := range modules {
		if exec.Command(python, "-c", "import "+module).Run() != nil {
			t.Skipf("%s has no module %s", python, module)
		}
	}
}

// run runs a program of Python.
func run(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command(python, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// write writes the files of an export to a folder.
func write(t *testing.T, dir, format string, s *export.Subject) {
	t.Helper()
	f, err := export.Find(format)
	if err != nil {
		t.Fatal(err)
	}
	files, err := f.Files(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		create(t, filepath.Join(dir, file.Name), file.Write)
	}
}

// create writes a file.
func create(t *testing.T, path string, write func(io.Writer) error) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmp.Or(write(f), f.Close()); err != nil {
		t.Fatal(err)
	}
}
