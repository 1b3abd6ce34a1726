package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// folderSearch looks through an input folder for what a target could spoil.
type folderSearch struct {
	target
	above []fs.FileInfo   // the folders that the target is in, or is
	seen  map[string]bool // folders that were looked through, by their paths without links
	left  int             // files and folders that may yet be looked at
}

// deepest is how many folders deep folders of images are looked through: a part, a class, and more.
const deepest = 5

// mostSearched is how many files and folders are looked at for links to the target: a run of long
// ago may name a folder that holds a whole disk by now.
const mostSearched = 300_000

// in says why the target is not to be written where folder, which is the input or in it, is read;
// "" if it may be. Links are followed, as they are when images are read.
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

// ancestors returns the folders on the way to a path, as far as they are there.
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
