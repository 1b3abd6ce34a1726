package data

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
	"vae/internal/fault"
)

// Options says how Open reads a data set. The zero value takes the images as they are and holds out
// none for validation.
type Options struct {
	Dir        string     // folder that holds a folder for each named data set; "" is $VAE_DATA, if set
	Validation int        // training images to hold out, DefaultValidation or OwnValidation
	LastRows   bool       // hold out the last training images and ignore the source's validation part
	TestOnly   bool       // read only the test part, if the source has one: All is Test, the other splits are empty
	Size       Size       // pictures are resized to it; rows of an N×D array are images of this size
	Fit        Fit        // how pictures are resized
	Invert     bool       // swap black and white
	Transpose  bool       // swap rows and columns; files named emnist… are always transposed
	SkipBad    bool       // skip pictures that cannot be read
	Background Background // behind transparent pictures
	Colours    Colours    // what becomes of them
	Classes    []string   // names of the labels 0, 1, …, for folders and texts of these names
	Limit      int64      // bytes of memory that the pixels may take; 0 is DefaultLimit, or less where they can stay in files

	// Skip, if it is not nil, reports whether a folder holds no pictures of the set, such as the
	// folder of a run.
	Skip func(folder string) bool
}

// DefaultLimit bounds the memory of a data set's pixels where Options.Limit does not.
const DefaultLimit = 4 << 30

// usualMemory is the memory of pixels beyond which they stay in their files, if these can be read
// image by image, where Options.Limit says nothing else.
const usualMemory = 256 << 20

// limit returns the bounds on the memory that the files of a source may take.
func (o Options) limit() format.Limit {
	if o.Limit > 0 {
		return format.Limit{Memory: o.Limit, Lifted: true, Apart: o.Limit}
	}
	return format.Limit{Memory: DefaultLimit, Apart: usualMemory}
}

// Open reads the data set ref: a name of the catalogue or else a path, which must have a separator
// or an extension or name an existing file. Open never uses the network: it looks for a named data
// set in opts.Dir, the user's cache folder, the system's folder and Go's module cache, and verifies
// the digests of its files.
//
// The error is an *UnknownError, a *NotInstalledError, an *OptionError, a *FormatError if a file's
// content is wrong, or wraps an error of the file system such as fs.ErrNotExist.
func Open(ctx context.Context, ref string, opts Options) (_ *Splits, err error) {
	defer fault.Mark("data", &err)
	if err := opts.Size.check(); err != nil {
		return nil, err
	}
	r := newReader(ctx, opts)
	found, err := r.read(ref)
	if err != nil {
		return nil, err
	}
	r.orient(found)
	return r.splits(found)
}

// read returns the parts of ref.
func (r *reader) read(ref string) (parts, error) {
	e, err := entry(ref)
	if err != nil {
		if !isPath(ref) {
			return nil, err
		}
		return r.readPath(ref)
	}
	r.name, r.published = e.Name, true
	if e.BuiltIn {
		all := e.draw(e.Train+e.Test, 0)
		return r.sets([]pending{
			pendingOf(trainName, all.Slice(0, e.Train)), pendingOf(testName, all.Slice(e.Train, all.Len())),
		})
	}
	folder, err := e.locate(r.opts.Dir)
	if err != nil {
		return nil, err
	}
	if path, ok := find(folder, cifarStem); ok && e.files[0].stem == cifarStem {
		return r.readCIFARArchive(path, e.files[0], nil)
	}
	pairs, err := e.pairs(folder)
	if err != nil {
		return nil, err
	}
	return r.readPairs(pairs)
}

// isPath reports whether ref, which is not in the catalogue, is meant as a path.
func isPath(ref string) bool {
	if strings.ContainsAny(ref, `/\`) || filepath.Ext(ref) != "" {
		return true
	}
	_, err := os.Lstat(ref)
	return err == nil
}

func (r *reader) readPath(path string) (found parts, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	r.name = filepath.Base(filepath.Clean(path))
	if info.IsDir() {
		return r.readFolder(path)
	}
	err = format.Read(path, r.opts.limit(), func(in *format.Input) error {
		switch head := in.Head(512); {
		case format.IsZIP(head):
			found, err = r.readZip(path)
		case isTar(head):
			found, err = r.readCIFARArchive(path, file{}, head)
		case pictures.Is(head), pictureEndings[strings.ToLower(filepath.Ext(path))]:
			var set *Set
			set, _, err = r.readPictures([]pictureSource{fileSource(path)})
			found = parts{trainName: set}
		case len(cifarFolderOf(path)) > 0:
			found, err = r.readCIFARFiles(filepath.Dir(path), cifarFolderOf(path))
		default:
			found, err = r.readArrayFile(path, head)
		}
		return err
	})
	return found, err
}

// hasSize returns an *OptionError unless the images have the size asked for, if any.
func (s *Set) hasSize(asked Size) error {
	if size := (Size{s.shape.H, s.shape.W}); asked != (Size{}) && asked != size {
		return &OptionError{"size",
			fmt.Sprintf("%s holds images of %v, not of %v: only pictures are resized", s.Name, size, asked)}
	}
	return nil
}

// Notice is something that the user of a data set should know: how its values were understood, what
// was skipped, what is odd.
type Notice struct {
	Message string
	Hint    string // what the user can do about it, or ""
	Warning bool   // probably not what the user wants
}

// reader reads one data set and collects its notices.
type reader struct {
	ctx       context.Context
	name      string // of the set
	opts      Options
	published bool // by custom the last training images are held out, as with MNIST
	notices   []Notice
}

func newReader(ctx context.Context, opts Options) *reader {
	if opts.Transpose { // the size before it is transposed
		opts.Size = Size{opts.Size.Width, opts.Size.Height}
	}
	return &reader{ctx: ctx, opts: opts}
}

func (r *reader) note(format string, args ...any) { r.tell(Notice{}, format, args...) }

func (r *reader) warn(format string, args ...any) { r.tell(Notice{Warning: true}, format, args...) }

// tell adds a notice with that message about the set.
func (r *reader) tell(n Notice, format string, args ...any) {
	n.Message = r.name + ": " + fmt.Sprintf(format, args...)
	r.notices = append(r.notices, n)
}

// noLabels warns that the labels in file are skipped.
func (r *reader) noLabels(file, why string) {
	r.notices = append(r.notices, Notice{Message: "labels passed over: " + file + ": " + why, Warning: true})
}

// parts holds the sets of a source by part, without the parts that it lacks.
type parts map[string]*Set

// all returns the images of all parts, which are whole, in the order of the parts.
func (p parts) all() *Set {
	all := *p.first()
	all.sections, all.n = nil, 0
	for _, part := range partOrder {
		if set := p[part]; set != nil {
			all.sections = append(all.sections, set.sections...)
			all.n += set.n
		}
	}
	return &all
}

// first returns the first part of the source, nil if there is none.
func (p parts) first() *Set { return cmp.Or(p[trainName], p[validationName], p[testName]) }
