package data

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// readCIFARArchive reads the .tar.gz that CIFAR is published as. Other archives are foreign.
func (r *reader) readCIFARArchive(path string, digests file, head []byte) (parts, error) {
	c := r.newCIFAR(path)
	err := verified(path, digests, r.opts.limit(), func(in *format.Input) error {
		archive := tar.NewReader(in)
		for {
			member, err := archive.Next()
			switch {
			case err == io.EOF:
				return in.Drain(maxDownload)
			case err != nil:
				return format.Fault(path, -1, "a whole archive", err)
			case isSparse(member):
				return format.Expected(path, "members that are stored whole", filepath.Base(member.Name)+", which is sparse")
			case member.Typeflag != tar.TypeReg:
				continue
			}
			if err := c.add(filepath.Base(member.Name), archive); err != nil {
				return err
			}
		}
	})
	switch {
	case len(c.files) == 0 && head != nil:
		return nil, foreign(path, head)
	case err != nil:
		return nil, err
	}
	return c.parts()
}

// isSparse reports whether a member has holes, which take no bytes of the archive.
func isSparse(member *tar.Header) bool {
	if member.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range member.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// isTar reports whether content begins as a tar archive does.
func isTar(head []byte) bool { return len(head) > 262 && bytes.Equal(head[257:262], []byte("ustar")) }

// readCIFARFiles reads the files of these names in a folder.
func (r *reader) readCIFARFiles(folder string, names []string) (parts, error) {
	c := r.newCIFAR(folder)
	for _, name := range names {
		plain := strings.TrimSuffix(name, ".gz")
		if _, ok := cifarKindOf(plain); !ok && !isCIFARNames(name) {
			c.pass(name)
			continue
		}
		err := format.Read(filepath.Join(folder, name), r.opts.limit(), func(in *format.Input) error { return c.add(plain, in) })
		if err != nil {
			return nil, err
		}
	}
	return c.parts()
}

// cifarFolder returns all files in a folder if some of them, compressed or not, hold images of
// CIFAR, otherwise none.
func cifarFolder(folder string) (names []string) {
	entries, _ := os.ReadDir(folder) // an error comes again when the folder is read
	if !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return cifarFolderOf(filepath.Join(folder, e.Name())) != nil }) {
		return nil
	}
	for _, entry := range entries {
		if isFile(filepath.Join(folder, entry.Name())) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// cifarFolderOf returns the files to read for a file of CIFAR: itself and the names of the classes
// beside it, without which the name of one of CIFAR-100 says too little.
func cifarFolderOf(path string) (names []string) {
	kind, ok := cifarKindOf(strings.TrimSuffix(filepath.Base(path), ".gz"))
	if ok && isFile(filepath.Join(filepath.Dir(path), kind.names)) {
		return []string{kind.names, filepath.Base(path)}
	}
	if ok && kind.labels == 1 {
		return []string{filepath.Base(path)}
	}
	return nil
}
