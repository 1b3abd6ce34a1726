package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// compiler builds a program of a source for a platform, to a path.
type compiler func(s source, p platform, tags, path string) error

// compile is go build. It leaves out what Go itself would write of git into a program: that depends
// on which tags a clone has.
func compile(s source, p platform, tags, path string) error {
	return p.command("build", "-trimpath", "-buildvcs=false", "-tags", tags,
		"-ldflags", "-s -w -X 'main.commit="+s.name()+"'", "-o", path, "./cmd/vae").Run()
}

// programs returns the programs of a platform.
func (r release) programs(p platform, work string) ([]file, error) {
	var all []file
	for _, program := range p.programs() {
		path := filepath.Join(work, "program")
		if err := r.compile(r.source, p, program.tags, path); err != nil {
			return nil, fmt.Errorf("build %s for %s/%s: %w", program.name, p.os, p.arch, err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		all = append(all, file{program.name, content, true})
	}
	return all, nil
}

// shells are those that vae completion knows, and how they call the script of vae.
var shells = map[string]string{"bash": "vae.bash", "zsh": "_vae", "fish": "vae.fish"}

// texts are the files and folders of the repository that users read. Their Go files are tests.
var texts = []string{"README.md", "CHANGELOG.md", "LICENSE", "docs", "recipes"}

// common returns what is the same on all platforms, and the version. Completions and manual are
// what the program itself says of its commands.
func (r release) common(work string) (all []file, version string, err error) {
	vae := filepath.Join(work, "vae")
	if err := r.compile(r.source, host(), "", vae); err != nil {
		return nil, "", fmt.Errorf("build vae for this machine: %w", err)
	}
	ask := func(args ...string) (string, error) {
		c := exec.Command(vae, args...)
		c.Env, c.Stderr = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", r.time.Unix())), os.Stderr
		text, err := c.Output()
		if err != nil {
			err = fmt.Errorf("vae %s: %w", strings.Join(args, " "), err)
		}
		return string(text), err
	}
	said, err := ask("version")
	if err != nil {
		return nil, "", err
	}
	if _, err := fmt.Sscanf(said, "vae %s", &version); err != nil {
		return nil, "", fmt.Errorf("vae version says %q", said)
	}
	if r.modified {
		version += "-modified"
	}
	for shell, name := range shells {
		script, err := ask("completion", shell)
		if err != nil {
			return nil, "", err
		}
		all = append(all, file{"completions/" + name, []byte(script), false})
	}
	manual := filepath.Join(work, "man")
	if _, err := ask("man", manual); err != nil {
		return nil, "", err
	}
	pages, err := tree(manual, "man")
	if err != nil {
		return nil, "", err
	}
	all = append(all, pages...)
	for _, name := range texts {
		files, err := tree(name, name)
		if err != nil {
			return nil, "", err
		}
		all = append(all, files...)
	}
	return all, version, nil
}

// tree returns the file path under that name or, of a folder, all files below it that are not of Go.
func tree(path, name string) (all []file, err error) {
	err = filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(at) == ".go" {
			return err
		}
		content, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		all = append(all, file{filepath.ToSlash(name + strings.TrimPrefix(at, path)), content, false})
		return nil
	})
	return all, err
}
