package data

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/disk"
	"vae/internal/fault"
)

// verify returns an error unless folder has all files of the entry, undamaged.
func (e *Entry) verify(folder string) error {
	for _, f := range e.files {
		if err := f.verifyIn(folder); err != nil {
			return err
		}
	}
	return nil
}

// verifyIn returns an error unless folder has the file under one of its names, undamaged.
func (f file) verifyIn(folder string) error {
	path, ok := find(folder, f.stem)
	if !ok {
		return fmt.Errorf("verify %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
	}
	return verified(path, f, format.Limit{}, drain)
}

func drain(in *format.Input) error { return in.Drain(maxDownload) }

// copy installs the files that target lacks from folder.
func (f *fetcher) copy(e *Entry, folder, target string) error {
	for _, file := range e.files {
		if file.verifyIn(target) == nil {
			continue
		}
		path, ok := find(folder, file.stem)
		if !ok {
			return fmt.Errorf("%s is not in %s", file.stem, folder)
		}
		from, err := disk.OpenRegular(path)
		if err != nil {
			return err
		}
		err = file.install(f.fsys, from, path, target)
		from.Close() // nothing was written
		if err != nil {
			return err
		}
	}
	return nil
}

// install writes a compressed file from origin, a path or URL, into the folder target, verified or
// not at all. It removes damaged files under other names of the file.
func (f file) install(fsys disk.FS, from io.Reader, origin, target string) error {
	temporary, err := disk.NewTemporary(fsys, target, func(w io.Writer) error {
		n, err := io.Copy(w, io.LimitReader(from, maxDownload+1))
		if err == nil && n > maxDownload {
			err = fmt.Errorf("more than %d bytes", maxDownload)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("copy %s: %w", f.stem, err)
	}
	if err := verified(temporary.Path(), f, format.Limit{}, drain); err != nil {
		var damaged *FormatError
		if errors.As(err, &damaged) {
			damaged.File = origin
		}
		return errors.Join(err, temporary.Remove())
	}
	installed := filepath.Join(target, f.stem+".gz")
	if err := temporary.Rename(installed); err != nil {
		return err
	}
	for old, ok := find(target, f.stem); ok && old != installed; old, ok = find(target, f.stem) {
		if err := fsys.Remove(old); err != nil {
			return err
		}
	}
	return fsys.SyncDir(target)
}

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
