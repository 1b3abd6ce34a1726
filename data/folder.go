package data

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/plural"
)

// readFolder reads a folder of IDX files, of pictures, or of arrays and tables.
func (r *reader) readFolder(root string) (parts, error) {
	if names := cifarFolder(root); names != nil {
		return r.readCIFARFiles(root, names)
	}
	l, err := r.walk(root)
	if err != nil {
		return nil, err
	}
	idx := l.outermostIDX()
	switch {
	case len(idx) > 0 && (len(l.pictures) == 0 || path.Dir(idx[0]) == "."):
		return r.readIDXFolder(l, idx)
	case len(l.pictures) > 0:
		return r.readPictureFolder(l)
	}
	if found, err := r.readArrayFolder(root); found != nil || err != nil {
		return found, err
	}
	return nil, l.nothing("pictures (" + pictureKinds + "), or IDX files called as MNIST's: train-images-idx3-ubyte")
}

// pictureKinds lists the formats of pictures, for errors.
const pictureKinds = "PNG, JPEG, BMP, GIF, TIFF or WebP"

// nothing returns the error of a folder or an archive without anything that can be read.
func (l *listing) nothing(expected string) error {
	l.passIDX()
	found := "no file"
	if l.passed.all > 0 {
		found = l.passed.String()
	}
	return format.Expected(l.root, expected, found)
}

// passIDX counts the IDX files as skipped.
func (l *listing) passIDX() {
	for _, file := range l.idx {
		kind := "IDX image file"
		if n, _ := parseIDXName(path.Base(file)); n.labels {
			kind = "IDX label file"
		}
		l.passed.add(kind)
	}
}

// outermostIDX returns the IDX files in the outermost folders that have IDX files of images.
func (l *listing) outermostIDX() []string {
	depth := maxDepth + 1
	for _, file := range l.idx {
		if n, _ := parseIDXName(path.Base(file)); !n.labels {
			depth = min(depth, strings.Count(file, "/"))
		}
	}
	return slices.DeleteFunc(slices.Clone(l.idx), func(file string) bool { return strings.Count(file, "/") != depth })
}

// readIDXFolder reads the data set in the given IDX files, which are some of the listing's.
func (r *reader) readIDXFolder(l *listing, files []string) (parts, error) {
	sets, err := idxSets(l.root, files)
	if err != nil {
		return nil, err
	}
	if len(sets) > 1 {
		prefixes := converted(sets, func(s *idxSet) string { return cmp.Or(s.prefix, trainImages) })
		if sets[0].prefix != "" {
			return nil, format.Expected(l.root, "one data set: name a file of one of them", shortened(prefixes))
		}
		r.note("passed over: %s; to read one, name a file of it", shortened(prefixes[1:]))
	}
	for range l.pictures {
		l.passed.add("picture")
	}
	r.tellPassed(l)
	r.upright(sets[0].prefix)
	return r.readPairs(sets[0].pairs(l.root))
}

// readPictureFolder reads the pictures of a folder or an archive.
func (r *reader) readPictureFolder(l *listing) (parts, error) {
	places, err := arrange(l.root, l.pictures, r.opts.Classes)
	if err != nil {
		return nil, err
	}
	l.passIDX()
	r.tellPassed(l)
	r.tellPlaces(l, places)
	names, labels := r.labelsOf(places.names())
	wanted := places.of(partOrder...)
	if test := places.of(testName); r.opts.TestOnly && len(test) > 0 {
		wanted = test
	}
	all, kept, err := r.readPictures(converted(gather(l.pictures, wanted), l.picture))
	if err != nil {
		return nil, err
	}
	if all.held(0) == nil {
		l.keep()
	}
	all.ClassNames = names
	return places.divideSet(all, gather(wanted, kept), labels), nil
}

// divideSet divides the set of the pictures with these indices into parts, with the labels of their
// classes.
func (l *arrangement) divideSet(all *Set, pictures []int, labels map[string]int) parts {
	found := parts{}
	for _, part := range partOrder {
		var here, classes []int
		for i, k := range pictures {
			if l.parts[k] != part {
				continue
			}
			here = append(here, i)
			if label, ok := labels[l.classes[k]]; ok {
				classes = append(classes, label)
			}
		}
		if len(here) > 0 {
			found[part] = setOf(all.Name, all.shape, all.pick(here), packed(classes))
			found[part].ClassNames = all.ClassNames
		}
	}
	return found
}

// tellPassed notes what kinds of files are skipped.
func (r *reader) tellPassed(l *listing) {
	if n := l.passed.all; n > 0 {
		r.note("%s passed over: %v", plural.Of(n, "file"), &l.passed)
	}
}

// tellPlaces notes what is odd about the folders of the pictures.
func (r *reader) tellPlaces(l *listing, places *arrangement) {
	if n := len(places.beside); n > 0 {
		r.warn("passed over beside the folders of its parts: %s", shortened(places.beside))
	}
	if places.deeper > 0 {
		r.note("%s in folders within those of their classes", plural.Of(places.deeper, "picture"))
	}
	if empty := l.empty(); len(empty) > 0 {
		isPart := func(name string) bool { _, exact := partOf(path.Base(name)); return exact }
		r.tell(Notice{Warning: slices.ContainsFunc(empty, isPart)}, "no pictures in %s", shortened(empty))
	}
}

// empty returns the outermost folders that hold no pictures.
func (l *listing) empty() []string {
	holds := map[string]bool{".": true}
	for _, file := range l.pictures {
		for dir := path.Dir(file); !holds[dir]; dir = path.Dir(dir) {
			holds[dir] = true
		}
	}
	var empty []string
	for _, folder := range l.folders {
		if !holds[folder] && holds[path.Dir(folder)] {
			empty = append(empty, folder+"/")
		}
	}
	return empty
}
