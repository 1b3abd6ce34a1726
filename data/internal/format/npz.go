package format

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// IsZIP reports whether head begins a zip archive, which may be empty.
func IsZIP(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

const maxMembers = 1000

// NPZ is an open .npz file: a zip archive of .npy files.
type NPZ struct {
	file    string
	limit   Limit
	size    int64
	f       *Shared              // nil if it is no file
	Names   []string             // of the arrays, sorted
	members map[string]*zip.File // by name without .npy
}

// ReadNPZ calls read with the .npz file at path.
func ReadNPZ(path string, limit Limit, read func(*NPZ) error) error {
	f, err := OpenShared(path)
	if err != nil {
		return err
	}
	defer f.Release()
	z, err := NewNPZ(path, f, f.Size(), limit)
	if err != nil {
		return err
	}
	z.f = f
	return read(z)
}

// NewNPZ returns the .npz file of size bytes in r. Arrays whose names cannot be printed are
// skipped.
func NewNPZ(file string, r io.ReaderAt, size int64, limit Limit) (*NPZ, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, Fault(file, 0, "a zip archive of .npy files", err)
	}
	if n := len(archive.File); n > maxMembers {
		return nil, Expected(file, fmt.Sprintf("%d arrays at most", maxMembers), n)
	}
	z := &NPZ{file: file, limit: limit, size: size, members: map[string]*zip.File{}}
	for _, member := range archive.File {
		name, ok := strings.CutSuffix(member.Name, ".npy")
		if !ok || !strconv.CanBackquote(name) {
			continue
		}
		if z.members[name] == nil {
			z.Names = append(z.Names, name)
		}
		z.members[name] = member // the last of those with one name, as in NumPy
	}
	slices.Sort(z.Names)
	return z, nil
}

// Header returns the header of the array of that name.
func (z *NPZ) Header(name string) (h Header, err error) {
	err = z.read(name, func(in *Input) error {
		h, err = in.npyHeader()
		return err
	})
	return h, err
}

// Array reads the array of that name.
func (z *NPZ) Array(name string, use Use) (a *Array, err error) {
	err = z.read(name, func(in *Input) error {
		h, err := in.npyHeader()
		if err != nil {
			return err
		}
		a, err = in.Array(h, use)
		return err
	})
	return a, err
}

// read calls read with the content of a member.
func (z *NPZ) read(name string, read func(*Input) error) error {
	member := z.members[name]
	file := z.file + "(" + name + ")"
	content, err := member.Open()
	if err != nil {
		return Fault(file, 0, "a readable member", err)
	}
	defer content.Close() // nothing was written
	size := min(z.size, int64(min(member.CompressedSize64, 1<<62)))
	in := newPlain(file, content, size, z.limit)
	if member.Method != zip.Store {
		in.packed, in.most = z.size, min(inflated(size), int64(min(member.UncompressedSize64, 1<<62)))
	} else if at, err := member.DataOffset(); err == nil && z.f != nil {
		in.disk = &onDisk{z.f, at}
	}
	return read(in)
}
