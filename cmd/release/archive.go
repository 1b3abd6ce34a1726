package main

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/gzip"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// format is a way to pack an archive.
type format struct {
	ending string
	write  func(io.Writer, archive) error
}

// archive is a folder of files that all have one time.
type archive struct {
	root  string
	time  time.Time
	files []file
}

type file struct {
	name    string // with slashes
	content []byte
	program bool
}

func (f file) mode() fs.FileMode {
	if f.program {
		return 0o755
	}
	return 0o644
}

// sorted returns the files by name.
func (a archive) sorted() []file {
	return slices.SortedFunc(slices.Values(a.files), func(f, g file) int { return strings.Compare(f.name, g.name) })
}

// writeTar writes a .tar.gz file, whose files belong to nobody.
func writeTar(w io.Writer, a archive) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	files := tar.NewWriter(packed)
	for _, f := range a.sorted() {
		header := &tar.Header{Name: a.root + "/" + f.name, Mode: int64(f.mode()), Size: int64(len(f.content)), ModTime: a.time}
		if err := files.WriteHeader(header); err != nil {
			return err
		}
		if _, err := files.Write(f.content); err != nil {
			return err
		}
	}
	return cmp.Or(files.Close(), packed.Close())
}

// writeZip writes a .zip file.
func writeZip(w io.Writer, a archive) error {
	files := zip.NewWriter(w)
	for _, f := range a.sorted() {
		header := &zip.FileHeader{Name: a.root + "/" + f.name, Method: zip.Deflate, Modified: a.time}
		header.SetMode(f.mode())
		entry, err := files.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.content); err != nil {
			return err
		}
	}
	return files.Close()
}
