package data

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/internal/fault"
)

// Locate returns the folder where the data set of that name is installed, "" for a built-in one. It
// does not read the files. dir is as in Options. The error is an *UnknownError, or a
// *NotInstalledError that lists the folders that were searched.
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
		if !slices.ContainsFunc(e.files, func(f file) bool { _, ok := find(place, f.stem); return !ok }) {
			return place, nil
		}
	}
	return "", &NotInstalledError{e.Name, places}
}

// places returns the folders where the entry may be, in the order of the search.
func (e *Entry) places(dir string) []string {
	var places []string
	if dir = cmp.Or(dir, os.Getenv("VAE_DATA")); dir != "" {
		places = append(places, filepath.Join(dir, e.Name))
	}
	if cache, err := cacheFolder(); err == nil {
		places = append(places, filepath.Join(cache, e.Name))
	}
	if e.system != "" {
		places = append(places, e.system)
	}
	if cache := moduleCache(); e.module != nil && cache != "" {
		m := e.module
		places = append(places, filepath.Join(cache, filepath.FromSlash(m.escaped)+"@"+m.version, m.folder))
	}
	return places
}

// cacheFolder returns the folder that holds a folder for each of the user's data sets.
func cacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	return filepath.Join(cache, "vae"), nil
}

// moduleCache returns the folder of Go's module cache, or "" if it is unknown.
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

// find returns the path of the IDX file with that stem in folder, under any of its usual names.
func find(folder, stem string) (string, bool) {
	dotted := strings.Replace(stem, "-idx", ".idx", 1)
	for _, name := range []string{stem, dotted, stem + ".gz", dotted + ".gz"} {
		if path := filepath.Join(folder, name); isFile(path) {
			return path, true
		}
	}
	return "", false
}
