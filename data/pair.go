package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"vae/data/internal/format"
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
			return nil, fmt.Errorf("read %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
		}
		files[f.stem] = idxFile{path, f}
	}
	return map[string]pair{
		trainName: {files[trainImages], files[trainLabels]},
		testName:  {files[testImages], files[testLabels]},
	}, nil
}

// readPairs reads the parts of a data set, or the test part alone if that is asked for and there,
// and if its scale does not depend on the others.
func (r *reader) readPairs(pairs map[string]pair) (parts, error) {
	if test, ok := pairs[testName]; ok && r.opts.TestOnly {
		p, err := r.readPair(testName, test)
		if err != nil {
			return parts{}, err
		}
		if plain(p.images) {
			return r.sets([]pending{p})
		}
	}
	var all []pending
	for _, part := range partOrder {
		files, ok := pairs[part]
		if !ok {
			continue
		}
		p, err := r.readPair(part, files)
		if err != nil {
			return parts{}, err
		}
		all = append(all, p)
	}
	return r.sets(all)
}

// plain reports whether the pixels of an array stand for n/255, whatever the other parts hold.
func plain(a *format.Array) bool { return a.Type == "uint8" && a.High > 16 }

// readPair reads images and their labels. Labels that cannot be used are passed over, but not those
// of a file whose digests are known.
func (r *reader) readPair(part string, files pair) (p pending, err error) {
	if err := r.ctx.Err(); err != nil {
		return p, fmt.Errorf("read %s: %w", files.images.path, err)
	}
	p.part = part
	p.images, err = r.readIDX(files.images, format.Pixels, func(h format.Header) (err error) {
		p.layout, err = layoutOf(h, Size{})
		return err
	})
	if err != nil || files.labels.path == "" {
		return p, err
	}
	s := r.storedFile(files.labels.path, "labels")
	s.table = true
	var fault error
	s.read = func(use format.Use) (*format.Array, error) {
		a, err := r.readIDX(files.labels, use, func(format.Header) error { return nil })
		if files.labels.digests != (file{}) {
			fault = err
		}
		return a, err
	}
	p.labels = r.labels(s, p.layout.n)
	return p, fault
}

// beside returns the labels of the images in an IDX file, in the file beside it whose name says
// that they are theirs; none if there is no such file.
func (r *reader) beside(file string) ([]stored, error) {
	n, ok := parseIDXName(filepath.Base(file))
	if !ok || n.labels {
		return nil, nil
	}
	r.upright(n.prefix)
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	var beside []string
	for _, entry := range entries {
		other, ok := parseIDXName(entry.Name())
		if ok && other.labels && other.prefix == n.prefix && other.part == n.part && isFile(filepath.Join(filepath.Dir(file), entry.Name())) {
			beside = append(beside, entry.Name())
		}
	}
	if len(beside) == 0 {
		return nil, nil
	}
	labels := slices.MinFunc(beside, func(a, b string) int { return idxRank(a) - idxRank(b) })
	r.note("%s: labels from %s beside it", r.name, labels)
	s := r.storedFile(filepath.Join(filepath.Dir(file), labels), "labels")
	s.table = true
	return []stored{s}, nil
}

// isFile reports whether there is a file at path.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// readIDX reads an IDX file whose header check accepts, and verifies its digests.
func (r *reader) readIDX(f idxFile, use format.Use, check func(format.Header) error) (a *format.Array, err error) {
	err = verified(f.path, f.digests, r.opts.limit(), func(in *format.Input) error {
		h, err := in.Header()
		if err == nil {
			err = check(h)
		}
		if err == nil {
			a, err = in.Array(h, use)
		}
		return err
	})
	return a, err
}

// verified is format.Read for a file whose content is read to its end and then held against the
// digests in f.
func verified(path string, f file, limit format.Limit, read func(*format.Input) error) error {
	packed, raw := sha256.New(), sha256.New()
	var err error
	switch {
	case f.gz != "":
		err = format.Read(path, limit, packed, nil, read)
	case f.raw != "":
		err = format.Read(path, limit, nil, raw, read)
	default:
		return format.Read(path, limit, nil, nil, read)
	}
	if err != nil {
		return err
	}
	want, found := f.raw, hex.EncodeToString(raw.Sum(nil))
	if f.gz != "" {
		want, found = f.gz, hex.EncodeToString(packed.Sum(nil))
	}
	if found != want {
		return format.Expected(path, -1, "the SHA-256 "+want, found)
	}
	return nil
}
