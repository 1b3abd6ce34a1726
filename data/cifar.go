package data

import (
	"archive/tar"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/raster"
)

// The files of CIFAR-10 and CIFAR-100 in their binary version (Krizhevsky 2009): records of labels,
// a byte each, and an image, all red, all green and all blue of its pixels, row by row.
const (
	cifarSide   = 32
	cifarPixels = 3 * cifarSide * cifarSide
)

// cifarFile is a kind of such files.
type cifarFile struct {
	name   *regexp.Regexp
	part   string
	labels int // of a record; the last one counts
}

var cifarFiles = []cifarFile{
	{regexp.MustCompile(`^data_batch_\d+\.bin$`), trainName, 1},
	{regexp.MustCompile(`^test_batch\.bin$`), testName, 1},
	{regexp.MustCompile(`^train\.bin$`), trainName, 2},
	{regexp.MustCompile(`^test\.bin$`), testName, 2},
}

// cifarNames are the files that hold the names of the classes, a line each.
var cifarNames = []string{"batches.meta.txt", "fine_label_names.txt"}

// cifarKind returns what sort of file has that name.
func cifarKind(name string) (kind cifarFile, ok bool) {
	i := slices.IndexFunc(cifarFiles, func(f cifarFile) bool { return f.name.MatchString(name) })
	if i < 0 {
		return kind, false
	}
	return cifarFiles[i], true
}

// cifar holds the content of such files.
type cifar struct {
	*reader
	path    string
	found   bool              // there is such a file
	names   []string          // of the classes
	records map[string][]byte // by part, without the labels
	labels  map[string][]int  // by part
}

func (r *reader) newCIFAR(path string) *cifar {
	return &cifar{reader: r, path: path, records: map[string][]byte{}, labels: map[string][]int{}}
}

// add adds a file, if it is of a known kind.
func (c *cifar) add(name string, content io.Reader) error {
	if slices.Contains(cifarNames, name) {
		lines := bufio.NewScanner(io.LimitReader(content, 1<<16))
		for lines.Scan() {
			if name := strings.TrimSpace(lines.Text()); name != "" {
				c.names = append(c.names, name)
			}
		}
		return lines.Err()
	}
	kind, ok := cifarKind(name)
	if !ok {
		return nil
	}
	c.found = true
	record := make([]byte, kind.labels+cifarPixels)
	for {
		n, err := io.ReadFull(content, record)
		switch {
		case err == io.EOF:
			return nil
		case err == io.ErrUnexpectedEOF:
			return format.Expected(c.path, fmt.Sprintf("%s of whole records of %d bytes", name, len(record)),
				fmt.Sprintf("%d bytes of the last one", n))
		case err != nil:
			return err
		}
		c.labels[kind.part] = append(c.labels[kind.part], int(record[kind.labels-1]))
		c.records[kind.part] = append(c.records[kind.part], record[kind.labels:]...)
		memory := int64(len(c.records[trainName]) + len(c.records[testName]))
		if err := c.opts.limit().Allow(c.path, memory, "images"); err != nil {
			return err
		}
	}
}

// parts returns the sets of what was added.
func (c *cifar) parts() (parts, error) {
	var all []pending
	for _, part := range []string{trainName, testName} {
		n := len(c.labels[part])
		if n == 0 {
			continue
		}
		images := format.NewBytes(c.path, c.records[part], n, 3, cifarSide, cifarSide)
		all = append(all, pending{
			part: part, images: images, labels: c.labelling(part),
			layout: layout{n: n, shape: raster.Grey(cifarSide, cifarSide), channels: 3, planes: true},
		})
	}
	if len(all) == 0 {
		return nil, format.Expected(c.path, "the binary files of CIFAR-10: data_batch_1.bin, …, test_batch.bin", "none of them")
	}
	return c.sets(all)
}

// labelling returns the labels of a part, by name if all have one.
func (c *cifar) labelling(part string) *labelling {
	if slices.Max(c.labels[part]) >= len(c.names) {
		return &labelling{numbers: c.labels[part]}
	}
	return &labelling{names: converted(c.labels[part], func(label int) string { return c.names[label] })}
}

// readCIFARArchive reads the .tar.gz that CIFAR is published as. Other archives are foreign.
func (r *reader) readCIFARArchive(path string, digests file, head []byte) (parts, error) {
	c := r.newCIFAR(path)
	err := verified(path, digests, r.opts.limit(), func(in *format.Input) error {
		archive := tar.NewReader(in)
		for {
			member, err := archive.Next()
			if err == io.EOF {
				return in.Drain(maxDownload)
			}
			if err == nil && member.Typeflag == tar.TypeReg {
				err = c.add(filepath.Base(member.Name), archive)
			}
			if err != nil {
				return format.Fault(path, -1, "a whole archive", err)
			}
		}
	})
	switch {
	case !c.found && head != nil:
		return nil, foreign(path, head)
	case err != nil:
		return nil, err
	}
	return c.parts()
}

// isTar reports whether content begins as a tar archive does.
func isTar(head []byte) bool { return len(head) > 262 && bytes.Equal(head[257:262], []byte("ustar")) }

// readCIFARFiles reads the files of these names in a folder.
func (r *reader) readCIFARFiles(folder string, names []string) (parts, error) {
	c := r.newCIFAR(folder)
	for _, name := range names {
		err := format.Read(filepath.Join(folder, name), r.opts.limit(), func(in *format.Input) error { return c.add(name, in) })
		if err != nil {
			return nil, err
		}
	}
	return c.parts()
}

// cifarFolder returns the files of CIFAR in a folder, none if it holds no images of it.
func cifarFolder(folder string) (names []string) {
	entries, _ := os.ReadDir(folder) // an error comes again when the folder is read
	images := false
	for _, entry := range entries {
		kind, ok := cifarKind(entry.Name())
		images = images || ok && kind.labels == 1 || ok && isFile(filepath.Join(folder, cifarNames[1]))
		if ok || slices.Contains(cifarNames, entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	if !images {
		return nil
	}
	return names
}

// cifarFolderOf returns the files to read for a file of CIFAR: itself and the names of the classes
// beside it.
func cifarFolderOf(path string) (names []string) {
	if _, ok := cifarKind(filepath.Base(path)); !ok {
		return nil
	}
	names = slices.DeleteFunc(cifarFolder(filepath.Dir(path)), func(name string) bool { return !slices.Contains(cifarNames, name) })
	return append(names, filepath.Base(path))
}
