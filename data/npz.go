package data

import (
	"archive/zip"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// The names under which images and labels are looked for in .npz files, in this order,
// whatever their case.
var (
	npzTrainImages = []string{"x_train", "train_images", "x", "images", "data", "arr_0"}
	npzTrainLabels = []string{"y_train", "train_labels", "y", "labels"}
	npzTestImages  = []string{"x_test", "test_images"}
	npzTestLabels  = []string{"y_test", "test_labels"}
)

// npz is an open .npz file: a zip archive of .npy files.
type npz struct {
	file    string
	size    int64
	members map[string]*zip.File // by name without .npy, in lower case
}

// withNPZ calls read with the .npz file at path.
func withNPZ(path string, read func(*npz) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	z, err := newNPZ(path, f, info.Size())
	if err != nil {
		return err
	}
	return read(z)
}

// newNPZ returns the .npz file of size bytes in r. Arrays whose names cannot be
// printed are passed over.
func newNPZ(file string, r io.ReaderAt, size int64) (*npz, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, (&input{file: file}).fault("a zip archive of .npy files", err)
	}
	z := &npz{file, size, map[string]*zip.File{}}
	for _, member := range archive.File {
		if name, ok := strings.CutSuffix(strings.ToLower(member.Name), ".npy"); ok && strconv.CanBackquote(name) {
			z.members[name] = member
		}
	}
	return z, nil
}

// main returns the name of the array that the file is about: the first of the names,
// or that of the only array there is; "" if there is none.
func (z *npz) main(names []string) string {
	if len(z.members) == 1 {
		names = slices.Collect(maps.Keys(z.members))
	}
	return z.first(names)
}

// first returns the first of the names that the archive has, "" if it has none.
func (z *npz) first(names []string) string {
	for _, name := range names {
		if z.members[name] != nil {
			return name
		}
	}
	return ""
}

// names lists the arrays of the archive for errors.
func (z *npz) names() string {
	var names []string
	for name := range z.members {
		names = append(names, name)
	}
	if len(names) == 0 {
		return "no array"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// array reads the array of that name.
func (z *npz) array(name string) (*array, error) {
	member := z.members[name]
	in := &input{file: z.file + "(" + name + ")"}
	content, err := member.Open()
	if err != nil {
		return nil, in.fault("a readable member", err)
	}
	defer content.Close()
	in = newPlainInput(in.file, content, z.size)
	if member.Method != zip.Store {
		in.most = inflated(z.size)
	}
	return parseNPY(in)
}

// readNPZ reads the images and labels of an .npz file. An archive of a single array
// may have it under any name.
func (r *reader) readNPZ(path string) (found parts, err error) {
	err = withNPZ(path, func(z *npz) error {
		images := z.main(npzTrainImages)
		if images == "" {
			return &FormatError{path, -1, "images under one of the names " + strings.Join(npzTrainImages, ", "), z.names()}
		}
		found.train, err = z.set(images, z.first(npzTrainLabels), r.name, r.opts.Size)
		if err != nil {
			return err
		}
		if images = z.first(npzTestImages); images != "" {
			found.test, err = z.set(images, z.first(npzTestLabels), r.name, r.opts.Size)
		}
		return err
	})
	return found, err
}

// set reads an array of images and, unless the name is "", one of their labels.
func (z *npz) set(images, labels, name string, size Size) (*Set, error) {
	a, err := z.array(images)
	if err != nil {
		return nil, err
	}
	set, err := a.images(name, size)
	if err != nil || labels == "" {
		return set, err
	}
	if a, err = z.array(labels); err != nil {
		return nil, err
	}
	return set, set.setLabels(a)
}
