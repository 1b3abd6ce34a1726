package data

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vae/internal/fault"
)

// Locate returns the folder where the data set of that name is installed, without reading its
// files. dir is as in Options. The error is an *UnknownError, or a *NotInstalledError that lists
// the folders that were searched. For a built-in set the folder is "".
func Locate(name, dir string) (_ string, err error) {
	defer fault.Mark("data", &err)
	e, err := entry(name)
	if err != nil {
		return "", err
	}
	return e.locate(dir)
}

func (e *Entry) locate(dir string) (string, error) {
	if e.BuiltIn {
		return "", nil
	}
	places := e.places(dir)
	for _, place := range places {
		if e.in(place) {
			return place, nil
		}
	}
	return "", &NotInstalledError{e.Name, places}
}

// places returns the folders where the entry may be, in the order of the search.
func (e *Entry) places(dir string) []string {
	var places []string
	if dir == "" {
		dir = os.Getenv("VAE_DATA")
	}
	if dir != "" {
		places = append(places, filepath.Join(dir, e.Name))
	}
	if cache, err := cacheFolder(); err == nil {
		places = append(places, filepath.Join(cache, e.Name))
	}
	if e.system != "" {
		places = append(places, e.system)
	}
	if cache := moduleCache(); e.module != nil && cache != "" {
		places = append(places, e.module.in(cache))
	}
	return places
}

// cacheFolder returns the folder that holds a folder for each data set of the user.
func cacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	return filepath.Join(cache, "vae"), nil
}

// moduleCache returns the folder of Go's module cache, "" if that cannot be known.
func moduleCache() string {
	if cache := os.Getenv("GOMODCACHE"); cache != "" {
		return cache
	}
	if paths := filepath.SplitList(os.Getenv("GOPATH")); len(paths) > 0 && paths[0] != "" {
		return filepath.Join(paths[0], "pkg", "mod")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, "go", "pkg", "mod")
}

// in returns the folder of the module's data in a module cache.
func (m *module) in(cache string) string {
	return filepath.Join(cache, filepath.FromSlash(m.escaped)+"@"+m.version, m.folder)
}

// in reports whether all files of the entry are in folder.
func (e *Entry) in(folder string) bool {
	for _, f := range e.files {
		if _, ok := find(folder, f.stem); !ok {
			return false
		}
	}
	return true
}

// find returns the path of the IDX file with that stem in folder, under any of the names that are
// in use.
func find(folder, stem string) (string, bool) {
	dotted := strings.Replace(stem, "-idx", ".idx", 1)
	for _, name := range []string{stem, dotted, stem + ".gz", dotted + ".gz"} {
		if path := filepath.Join(folder, name); isFile(path) {
			return path, true
		}
	}
	return "", false
}
