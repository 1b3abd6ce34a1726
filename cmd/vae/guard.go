package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"vae/data"
	"vae/train"
)

// outputs are what a command is about to write.
type outputs []destination

// destination is a path that a flag names.
type destination struct {
	flag, path string
	form       func(path string) error // returns an error unless the path has the right ending
}

// loadFor loads RUN like load, after checking that the outputs can be written and spoil nothing
// that is read: RUN, the inputs (names of data sets or paths) and the images that the run was
// trained on.
func (a *app) loadFor(o outputs, run string, inputs ...string) (*trained, error) {
	if a.follows() {
		o = nil // which rank 0 writes
	}
	inputs = append(inputs, a.pieces.paths()...)
	if err := a.mayWrite(o, append(a.readFor(inputs...), train.Files(run)...)...); err != nil {
		return nil, err
	}
	t, err := a.load(run)
	if err != nil {
		return nil, err
	}
	return t, o.spare(append(a.readFor(t.config.Data.Source), train.Files(t.path)...)...)
}

// mayWrite returns an error if an output cannot be written or would spoil what is read. Commands
// call it before they work.
func (a *app) mayWrite(o outputs, read ...string) error {
	if err := o.spare(read...); err != nil { // first: nothing is tried out in a folder to spare
		return err
	}
	for _, d := range o {
		for _, check := range []func(path string) error{d.form, checkTerminal, checkFolder} {
			if err := check(d.path); err != nil {
				return err
			}
		}
	}
	return nil
}

// spare returns an error if an output would overwrite a file that is read or that a run keeps,
// would come into a folder that is read, or is the same file as another output. Missing inputs are
// ignored.
func (o outputs) spare(read ...string) error {
	var earlier []target
	for _, d := range o {
		t, err := locate(d.path)
		if err != nil {
			return err
		}
		why := ""
		if run := train.Keeper(t.path); run != "" {
			why = "it is among the files of the run " + run
		}
		for i := 0; i < len(read) && why == ""; i++ {
			why = t.spoils(read[i])
		}
		if slices.ContainsFunc(earlier, t.same) {
			why = "another output goes there"
		}
		if why != "" {
			return cannotWrite(d.path, why, d.flag+" takes a path elsewhere")
		}
		earlier = append(earlier, t)
	}
	return nil
}

// readFor returns the files and folders that are read for inputs.
func (a *app) readFor(inputs ...string) (paths []string) {
	for _, input := range inputs {
		if slices.Contains(data.Names(), input) {
			folder, err := data.Locate(input, a.dataDir)
			if err != nil {
				continue // whoever reads it will say so
			}
			input = folder
		}
		if input != "" {
			paths = append(paths, input)
		}
	}
	return paths
}

// spoils says why the target must not be written if the input is read; "" if it may be.
func (t target) spoils(input string) string {
	info, err := os.Stat(input)
	switch {
	case err != nil, t.path == "" && !t.info.Mode().IsRegular():
		return "" // what is not there, whoever reads it will say
	case info.IsDir():
		f := folderSearch{target: t, above: ancestors(t.path), seen: map[string]bool{}, left: mostSearched}
		return f.in(input, input, deepest)
	case t.replaces(input, info):
		return "it would overwrite the input " + input
	}
	return ""
}

// pictureName matches the names of the files that are written to a folder.
var pictureName = regexp.MustCompile(`^\d{5,}\.png$`)

// replaces reports whether writing the target could replace a file.
func (t target) replaces(path string, file fs.FileInfo) bool {
	if !t.folder {
		return t.info != nil && file.Mode().IsRegular() && os.SameFile(t.info, file)
	}
	there, _, err := follow(path)
	return err == nil && filepath.Dir(there) == t.path && pictureName.MatchString(filepath.Base(there))
}

// same reports whether two targets are one, and not such as /dev/null.
func (t target) same(other target) bool {
	if t.path != "" && t.path == other.path {
		return true
	}
	return t.info != nil && other.info != nil && os.SameFile(t.info, other.info) && t.info.Mode()&fs.ModeCharDevice == 0
}

// folderSearch looks through an input folder for what a target could spoil.
type folderSearch struct {
	target
	above []fs.FileInfo   // the folders that the target is in, or is
	seen  map[string]bool // folders that were looked through, by their paths without links
	left  int             // files and folders that may yet be looked at
}

// deepest is the depth to which folders of images are searched: a part, a class, and more.
const deepest = 5

// mostSearched is the number of files and folders that are examined for links to the target: the
// data folder of an old run may hold a whole disk by now.
const mostSearched = 300_000

// in says why the target must not be written if folder, which is the input or in it, is read; "" if
// it may be. Links are followed, as when images are read.
func (s *folderSearch) in(input, folder string, depth int) string {
	folder, _, err := follow(folder)
	if err != nil || s.seen[folder] {
		return ""
	}
	s.seen[folder] = true
	info, err := os.Stat(folder)
	if err != nil {
		return "" // whoever reads it will say so
	}
	if slices.ContainsFunc(s.above, func(above fs.FileInfo) bool { return os.SameFile(above, info) }) {
		return "it is in the input folder " + input
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "" // likewise
	}
	s.left -= len(entries)
	for _, entry := range entries {
		if s.left < 0 {
			return ""
		}
		if entry.Type().IsRegular() && (s.folder || s.info == nil) {
			continue // which is in no folder of the target's
		}
		path := filepath.Join(folder, entry.Name())
		info, err := os.Stat(path)
		switch {
		case err != nil:
		case info.IsDir() && depth > 0:
			if why := s.in(input, path, depth-1); why != "" {
				return why
			}
		case s.replaces(path, info):
			return "it would overwrite " + path + ", which is in the input folder " + input
		}
	}
	return ""
}

// ancestors returns the folders on the way to a path that exist.
func ancestors(path string) (all []fs.FileInfo) {
	for ; path != ""; path = filepath.Dir(path) {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			all = append(all, info)
		}
		if path == filepath.Dir(path) {
			break
		}
	}
	return all
}
