package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// licence is what files and folders of terms are called.
var licence = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|authors|third_party_licen[cs]es)`)

// elsewhere are files that hold terms, too, under another name: of the fonts.
var elsewhere = map[string]string{"golang.org/x/image": "font/gofont/ttfs/README"}

// carried is where the libraries of the explorer's page are.
const carried = "explorer/page/vendor"

// licences are files of terms, by their names below licences/.
type licences map[string][]byte

// licencesOf returns the terms of all that is in the programs of a platform: of Go, of what the
// explorer's page carries and of the modules whose packages are linked, each in a folder of its name.
func licencesOf(p platform) ([]file, error) {
	found := licences{}
	root, err := p.command("env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if err := found.add("go", strings.TrimSpace(string(root))); err != nil {
		return nil, err
	}
	libraries, err := os.ReadDir(carried)
	if err != nil {
		return nil, err
	}
	for _, library := range libraries {
		if err := found.add(library.Name(), filepath.Join(carried, library.Name())); err != nil {
			return nil, err
		}
	}
	for _, program := range p.programs() {
		if err := found.addModules(p, program.tags); err != nil {
			return nil, err
		}
	}
	var all []file
	for name, content := range found {
		all = append(all, file{"licences/" + name, content, false})
	}
	return all, nil
}

// listing has a line for each package that is linked but those of Go and of this module: the module,
// its folder, and that of the package.
const listing = `{{with .Module}}{{if not .Main}}{{.Path}}@{{.Version}}{{"\t"}}{{.Dir}}{{"\t"}}{{$.Dir}}{{"\n"}}{{end}}{{end}}`

// addModules adds the terms of the modules in a program: of each package and all folders above it in
// its module.
func (l licences) addModules(p platform, tags string) error {
	lines, err := p.command("list", "-deps", "-tags", tags, "-f", listing, "./cmd/vae").Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	for line := range strings.Lines(string(lines)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		part := strings.Split(strings.TrimSpace(line), "\t")
		module, root, folder := part[0], part[1], part[2]
		if err := l.add(module, root); err != nil {
			return err
		}
		for ; folder != root; folder = filepath.Dir(folder) {
			below := filepath.ToSlash(strings.TrimPrefix(folder, root))
			if _, err := l.read(module+below, folder); err != nil {
				return err
			}
		}
		name, _, _ := strings.Cut(module, "@")
		if other := elsewhere[name]; other != "" {
			if l[module+"/"+other], err = os.ReadFile(filepath.Join(root, other)); err != nil {
				return err
			}
		}
	}
	return nil
}

// add adds the terms in a folder, which must have some.
func (l licences) add(name, folder string) error {
	n, err := l.read(name, folder)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s has no licence in %s", name, folder)
	}
	return err
}

// read adds the terms in a folder and returns the number of their files.
func (l licences) read(name, folder string) (n int, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	for _, entry := range entries {
		if !licence.MatchString(entry.Name()) {
			continue
		}
		files, err := tree(filepath.Join(folder, entry.Name()), path.Join(name, entry.Name()))
		if err != nil {
			return 0, err
		}
		for _, f := range files {
			l[f.name], n = f.content, n+1
		}
	}
	return n, nil
}
