package data

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// listing is what a folder of pictures holds: paths sorted by byte, and where they lie
// in folders of classes the class of each.
type listing struct {
	root    string
	paths   []string
	classes []string // (N), name of each picture's folder; nil if the folder is flat
}

// readPictureFolder reads a folder of pictures: flat, a folder for each class, or either
// of these in the folders train and, for a test part, test. Hidden files and what is not
// called .png, .jpg or .jpeg is passed over; beside train, so is all but test.
func (r *reader) readPictureFolder(root string) (found parts, err error) {
	var listings []*listing
	for _, part := range []string{"train", "test"} {
		if folder := filepath.Join(root, part); isFolder(folder) && isFolder(filepath.Join(root, "train")) {
			l, err := list(folder)
			if err != nil {
				return found, err
			}
			listings = append(listings, l)
		}
	}
	if listings == nil {
		l, err := list(root)
		if err != nil {
			return found, err
		}
		listings = append(listings, l)
	}
	names := classNames(listings)
	if found.train, err = r.readListing(listings[0], names); err != nil || len(listings) == 1 {
		return found, err
	}
	found.test, err = r.readListing(listings[1], names)
	return found, err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// list finds the pictures in root, or in the folders in it.
func list(root string) (*listing, error) {
	l := &listing{root: root}
	flat, folders, err := contents(root)
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		paths, _, err := contents(folder)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			l.paths = append(l.paths, path)
			l.classes = append(l.classes, filepath.Base(folder))
		}
	}
	if len(flat) > 0 && len(l.paths) > 0 {
		return nil, format.Expected(root, -1, "pictures either in the folder or in a folder for each class",
			fmt.Sprintf("both %s and %s", flat[0], l.paths[0]))

	}
	l.paths = append(l.paths, flat...)
	if len(l.paths) == 0 {
		return nil, format.Expected(root, -1, "PNG, JPEG or IDX files, or a folder of pictures for each class", "none")
	}
	return l, nil
}

// contents returns the paths of the pictures and of the folders in a folder, sorted by
// byte, the hidden ones left out.
func contents(folder string) (pictures, folders []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, fmt.Errorf("data: %w", err)
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		switch ext := strings.ToLower(filepath.Ext(path)); {
		case strings.HasPrefix(entry.Name(), "."):
		case isFolder(path):
			folders = append(folders, path)
		case ext == ".png", ext == ".jpg", ext == ".jpeg":
			pictures = append(pictures, path)
		}
	}
	return pictures, folders, nil
}

// classNames returns the names of all classes, sorted by byte; nil if there are none.
func classNames(parts []*listing) []string {
	var names []string
	for _, l := range parts {
		names = append(names, l.classes...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// readListing reads the pictures of a listing. Labels are indices into names.
func (r *reader) readListing(l *listing, names []string) (*Set, error) {
	set, err := r.readPictures(l.paths)
	if err != nil || l.classes == nil {
		return set, err
	}
	set.ClassNames = names
	for _, class := range l.classes {
		label, _ := slices.BinarySearch(names, class)
		set.Labels = append(set.Labels, label)
	}
	return set, nil
}
