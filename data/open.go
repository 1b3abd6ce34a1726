package data

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"
)

// Options say how Open reads a data set. The zero value takes the images as they are
// and holds out none for validation.
type Options struct {
	Dir        string // folder that holds a folder for each named data set; "" is $VAE_DATA, if set
	Validation int    // training images to hold out, or DefaultValidation
	TestOnly   bool   // of a source with a test part of its own read that alone: other splits are empty, All is Test
	Size       Size   // images of a folder are resized to it; pixels of an N×D array are laid out in it
}

// Open reads the data set ref: a name of the catalogue or a path. It is a path if it is
// no such name and has a separator or an extension or names an existing file. Open
// never uses the network; a named data set is looked for in opts.Dir, the user's cache
// folder, where the system installs it and in Go's module cache, and the digests of its
// files are verified.
//
// The error is an *UnknownError, a *NotInstalledError, an *OptionError, a *FormatError
// for content that is not right, or wraps an error of the file system such as
// fs.ErrNotExist.
func Open(ctx context.Context, ref string, opts Options) (*Splits, error) {
	if err := opts.Size.check(); err != nil {
		return nil, err
	}
	train, test, err := read(ctx, ref, opts)
	if err != nil {
		return nil, err
	}
	return newSplits(train, test, opts.Validation)
}

// read returns the images of ref. test is nil if the source has no test part.
func read(ctx context.Context, ref string, opts Options) (train, test *Set, err error) {
	e, err := entry(ref)
	if err != nil {
		if !isPath(ref) {
			return nil, nil, err
		}
		return readPath(ctx, ref, opts)
	}
	if e.BuiltIn {
		all := DrawDigits(digitsTrain+digitsTest, 0)
		train, test = all.Slice(0, digitsTrain), all.Slice(digitsTrain, all.Len())
	} else {
		folder, err := e.locate(opts.Dir)
		if err != nil {
			return nil, nil, err
		}
		if train, test, err = e.read(ctx, folder, opts.TestOnly); err != nil {
			return nil, nil, err
		}
	}
	return train, test, cmp.Or(train, test).hasSize(opts.Size)
}

// isPath tells whether a reference that is no name of the catalogue means a path.
func isPath(ref string) bool {
	if ref == "" {
		return false
	}
	if strings.ContainsAny(ref, `/\`) || filepath.Ext(ref) != "" {
		return true
	}
	_, err := os.Stat(ref)
	return err == nil
}
