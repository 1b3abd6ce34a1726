package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// pair is an IDX file of images and that of their labels, if there is one.
type pair struct{ images, labels idxFile }

// idxFile is an IDX file with the digests that its content must have, which may be none.
type idxFile struct {
	path    string
	digests file
}

// pairs returns the files of the entry in folder, by part.
func (e *Entry) pairs(folder string) (map[string]pair, error) {
	files := map[string]idxFile{}
	for _, f := range e.files {
		path, ok := find(folder, f.stem)
		if !ok {
			return nil, fmt.Errorf("data: read %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
		}
		files[f.stem] = idxFile{path, f}
	}
	return map[string]pair{
		trainName: {files[trainImages], files[trainLabels]},
		testName:  {files[testImages], files[testLabels]},
	}, nil
}

// readPairs reads the parts of a data set, or the test part alone if that is asked for and there.
func (r *reader) readPairs(pairs map[string]pair) (found parts, err error) {
	if test, ok := pairs[testName]; ok && r.opts.TestOnly {
		pairs = map[string]pair{testName: test}
	}
	for _, part := range partOrder {
		p, ok := pairs[part]
		if !ok {
			continue
		}
		set, err := r.readPair(p)
		if err != nil {
			return found, err
		}
		found.set(part, set)
	}
	return found, nil
}

// readPair reads images and their labels.
func (r *reader) readPair(p pair) (*Set, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, fmt.Errorf("data: read %s: %w", p.images.path, err)
	}
	a, err := readIDX(p.images)
	if err != nil {
		return nil, err
	}
	set, err := a.images(r.name, Size{})
	if err != nil || p.labels.path == "" {
		return set, err
	}
	return set, r.useLabels(set, p.labels)
}

// useLabels gives the set the labels in an IDX file. Labels that cannot be used are passed over, but
// not those of a file whose digests are known.
func (r *reader) useLabels(set *Set, f idxFile) error {
	err := set.readLabels(f)
	var format *FormatError
	if errors.As(err, &format) && f.digests == (file{}) {
		r.warn(fmt.Sprintf("labels passed over: %s: expected %s, found %s", f.path, format.Expected, format.Found), "")
		return nil
	}
	return err
}

// readLabels gives the set the labels in an IDX file: of a table of what is known of each image
// those in the first column, as QMNIST has them.
func (s *Set) readLabels(f idxFile) error {
	a, err := readIDX(f)
	if err != nil {
		return err
	}
	if len(a.shape) == 2 && a.shape[1] > 1 && a.ints != nil {
		columns := a.shape[1]
		for i := range a.shape[0] {
			a.ints[i] = a.ints[i*columns]
		}
		a.shape, a.ints = a.shape[:1], a.ints[:a.shape[0]]
	}
	return s.setLabels(a)
}

// readBeside gives the images of an IDX file the labels in the file beside it whose name says that
// they are theirs.
func (r *reader) readBeside(file string, set *Set) error {
	n, ok := parseIDXName(filepath.Base(file))
	if !ok || n.labels {
		return nil
	}
	r.upright(n.prefix)
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	var beside []string
	for _, entry := range entries {
		other, ok := parseIDXName(entry.Name())
		if ok && other.labels && other.prefix == n.prefix && other.part == n.part && isFile(filepath.Join(filepath.Dir(file), entry.Name())) {
			beside = append(beside, entry.Name())
		}
	}
	if len(beside) == 0 {
		return nil
	}
	labels := slices.MinFunc(beside, func(a, b string) int { return idxRank(a) - idxRank(b) })
	if err = r.useLabels(set, idxFile{path: filepath.Join(filepath.Dir(file), labels)}); set.Labels != nil {
		r.note("%s: labels from %s beside it", r.name, labels)
	}
	return err
}

// isFile reports whether there is a file at path.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// setLabels gives the set the labels in a.
func (s *Set) setLabels(a *array) error {
	labels, err := a.labels()
	if err != nil {
		return err
	}
	if len(labels) != s.Len() {
		return labelCountError(a.file, s.Len(), len(labels))
	}
	s.Labels = labels
	return nil
}

// readIDX reads an IDX file and verifies its digests.
func readIDX(f idxFile) (*array, error) {
	var a *array
	err := verified(f.path, f.digests, func(in *input) (err error) {
		a, err = parseIDX(in)
		return err
	})
	return a, err
}

// verified is openInput for a file whose content is read to its end and then held
// against the digests in f.
func verified(path string, f file, read func(*input) error) error {
	packed, raw := sha256.New(), sha256.New()
	var err error
	switch {
	case f.gz != "":
		err = openInput(path, packed, nil, read)
	case f.raw != "":
		err = openInput(path, nil, raw, read)
	default:
		return openInput(path, nil, nil, read)
	}
	if err != nil {
		return err
	}
	want, found := f.raw, hex.EncodeToString(raw.Sum(nil))
	if f.gz != "" {
		want, found = f.gz, hex.EncodeToString(packed.Sum(nil))
	}
	if found != want {
		return &FormatError{path, -1, "the SHA-256 " + want, found}
	}
	return nil
}
