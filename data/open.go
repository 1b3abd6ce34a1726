package data

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
	"vae/internal/fault"
)

// Options say how Open reads a data set. The zero value takes the images as they are and holds out
// none for validation.
type Options struct {
	Dir        string     // folder that holds a folder for each named data set; "" is $VAE_DATA, if set
	Validation int        // training images to hold out, or DefaultValidation
	LastRows   bool       // hold out the last training images of any source, and pass over its validation part
	TestOnly   bool       // of a source with a test part of its own read that alone: other splits are empty, All is Test
	Size       Size       // pictures are brought to it; pixels of an N×D array are laid out in it
	Fit        Fit        // how pictures are brought to Size
	Invert     bool       // black for white
	Transpose  bool       // rows for columns; files called emnist… are transposed without
	SkipBad    bool       // pass over pictures that cannot be read
	Background Background // seen through transparent pictures
	Classes    []string   // names of the labels 0, 1, …, which folders and texts of these names get
	Limit      int64      // bytes of memory that the pixels may take; 0 is DefaultLimit

	// Skip, if it is not nil, reports whether a folder among pictures holds none of them, such as a
	// run's.
	Skip func(folder string) bool
}

// DefaultLimit bounds the memory of a data set's pixels where Options.Limit does not.
const DefaultLimit = 4 << 30

// Open reads the data set ref: a name of the catalogue or a path. It is a path if it is no such
// name and has a separator or an extension or names an existing file. Open never uses the network;
// a named data set is looked for in opts.Dir, the user's cache folder, where the system installs it
// and in Go's module cache, and the digests of its files are verified.
//
// The error is an *UnknownError, a *NotInstalledError, an *OptionError, a *FormatError for content
// that is not right, or wraps an error of the file system such as fs.ErrNotExist.
func Open(ctx context.Context, ref string, opts Options) (_ *Splits, err error) {
	defer fault.Mark("data", &err)
	if err := opts.Size.check(); err != nil {
		return nil, err
	}
	r := &reader{ctx: ctx, opts: opts}
	if opts.Transpose { // what lies in the files lies on its side
		r.opts.Size = Size{opts.Size.Width, opts.Size.Height}
	}
	found, err := r.read(ref)
	if err != nil {
		return nil, err
	}
	r.orient(found)
	return r.splits(found)
}

// read returns the parts of ref.
func (r *reader) read(ref string) (found parts, err error) {
	e, err := entry(ref)
	if err != nil {
		if !isPath(ref) {
			return found, err
		}
		return r.readPath(ref)
	}
	r.name = e.Name
	if e.BuiltIn {
		all := DrawDigits(digitsTrain+digitsTest, 0)
		found.train, found.test = all.Slice(0, digitsTrain), all.Slice(digitsTrain, all.Len())
	} else {
		folder, err := e.locate(r.opts.Dir)
		if err != nil {
			return found, err
		}
		pairs, err := e.pairs(folder)
		if err != nil {
			return found, err
		}
		if found, err = r.readPairs(pairs); err != nil {
			return found, err
		}
	}
	found.published = true
	return found, found.any().hasSize(r.opts.Size)
}

// isPath reports whether a reference that is no name of the catalogue means a path.
func isPath(ref string) bool {
	if ref == "" {
		return false
	}
	if strings.ContainsAny(ref, `/\`) || filepath.Ext(ref) != "" {
		return true
	}
	_, err := os.Lstat(ref)
	return err == nil
}

// readPath reads what path names.
func (r *reader) readPath(path string) (found parts, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return found, err
	}
	r.name = filepath.Base(filepath.Clean(path))
	if info.IsDir() {
		return r.readFolder(path)
	}
	err = format.Read(path, r.opts.limit(), nil, nil, func(in *format.Input) error {
		switch head := in.Head(512); {
		case format.IsZIP(head):
			found, err = r.readZip(path)
		case pictures.Is(head), pictureEndings[strings.ToLower(filepath.Ext(path))]:
			found.train, _, err = r.readPictures(fileSources([]string{path}))
		default:
			found, err = r.readArrayFile(path, head)
		}
		return err
	})
	return found, err
}

// hasSize returns an *OptionError if the caller asked for images of another size than those of the
// set, which are not resized.
func (s *Set) hasSize(asked Size) error {
	if size := (Size{s.shape.H, s.shape.W}); asked != (Size{}) && asked != size {
		return &OptionError{"size", fmt.Sprintf("%s holds images of %v, not of %v: only pictures are resized", s.Name, size, asked)}
	}
	return nil
}
