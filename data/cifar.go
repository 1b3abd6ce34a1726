package data

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/plural"
	"vae/internal/raster"
)

// The files of CIFAR-10 and CIFAR-100 in their binary version (Krizhevsky 2009): records of labels,
// a byte each, and an image, all red, all green and all blue of its pixels, row by row.
const (
	cifarSide   = 32
	cifarPixels = 3 * cifarSide * cifarSide
)

// cifarKind is a kind of such files.
type cifarKind struct {
	name    *regexp.Regexp
	part    string
	set     string
	labels  int    // of a record; the last one counts
	classes int    // labels are less
	names   string // of the file that holds the names of the classes, a line each
}

var cifarKinds = []cifarKind{
	{regexp.MustCompile(`^data_batch_\d+\.bin$`), trainName, "CIFAR-10", 1, 10, "batches.meta.txt"},
	{regexp.MustCompile(`^test_batch\.bin$`), testName, "CIFAR-10", 1, 10, "batches.meta.txt"},
	{regexp.MustCompile(`^train\.bin$`), trainName, "CIFAR-100", 2, 100, "fine_label_names.txt"},
	{regexp.MustCompile(`^test\.bin$`), testName, "CIFAR-100", 2, 100, "fine_label_names.txt"},
}

// cifarKindOf returns what sort of file has that name.
func cifarKindOf(name string) (kind cifarKind, ok bool) {
	i := slices.IndexFunc(cifarKinds, func(k cifarKind) bool { return k.name.MatchString(name) })
	if i < 0 {
		return kind, false
	}
	return cifarKinds[i], true
}

// isCIFARNames reports whether a file of that name holds the names of classes.
func isCIFARNames(name string) bool {
	return slices.ContainsFunc(cifarKinds, func(k cifarKind) bool { return k.names == name })
}

// cifar holds the content of such files.
type cifar struct {
	*reader
	path   string
	files  map[string]*cifarFile // by name
	names  map[string][]string   // of the classes, by the name of the file
	passed tally
}

// cifarFile is the content of a file of images.
type cifarFile struct {
	cifarKind
	pixels []byte
	labels []int
}

func (r *reader) newCIFAR(path string) *cifar {
	return &cifar{reader: r, path: path, files: map[string]*cifarFile{}, names: map[string][]string{}}
}

// add adds a file. The last one of a name counts.
func (c *cifar) add(name string, content io.Reader) error {
	kind, ok := cifarKindOf(name)
	switch {
	case ok:
		c.files[name] = &cifarFile{cifarKind: kind}
		return c.addImages(c.files[name], name, content)
	case isCIFARNames(name):
		return c.addNames(name, content)
	}
	c.pass(name)
	return nil
}

// pass counts a file that is not read, unless it is hidden.
func (c *cifar) pass(name string) {
	if !hidden(name) {
		c.passed.add(kindOf(name))
	}
}

func (c *cifar) addNames(name string, content io.Reader) error {
	c.names[name] = nil
	lines := bufio.NewScanner(io.LimitReader(content, 1<<16))
	for lines.Scan() {
		if class := strings.TrimSpace(lines.Text()); class != "" {
			c.names[name] = append(c.names[name], class)
		}
	}
	if err := lines.Err(); err != nil {
		return format.Fault(c.path, -1, "names of classes in "+name, err)
	}
	return nil
}

func (c *cifar) addImages(f *cifarFile, name string, content io.Reader) error {
	record := make([]byte, f.cifarKind.labels+cifarPixels)
	for {
		n, err := io.ReadFull(content, record)
		switch {
		case err == io.EOF:
			return nil
		case err == io.ErrUnexpectedEOF && n > 0:
			return format.Expected(c.path, fmt.Sprintf("%s of whole records of %d bytes", name, len(record)),
				fmt.Sprintf("%d bytes of the last one", n))
		case err != nil:
			return format.Fault(c.path, -1, "a whole "+name, err)
		}
		label, pixels := int(record[f.cifarKind.labels-1]), record[f.cifarKind.labels:]
		if label >= f.classes {
			return format.Expected(c.path, fmt.Sprintf("%s of labels from 0 to %d", name, f.classes-1),
				fmt.Sprintf("%d in record %d", label, len(f.labels)))
		}
		f.labels, f.pixels = append(f.labels, label), append(f.pixels, pixels...)
		var memory int64
		for _, f := range c.files {
			memory += int64(len(f.pixels))
		}
		if err := c.opts.limit().Allow(c.path, memory, "images"); err != nil {
			return err
		}
	}
}

// parts returns the sets of what was added, whose images are in the order of the files' names.
func (c *cifar) parts() (parts, error) {
	sets, highest := map[string]bool{}, 0
	for _, f := range c.files {
		if len(f.labels) > 0 {
			sets[f.set], highest = true, max(highest, slices.Max(f.labels))
		}
	}
	switch {
	case len(c.files) == 0:
		return nil, format.Expected(c.path, "the binary files of CIFAR-10: data_batch_1.bin, …, test_batch.bin", "none of them")
	case len(sets) == 0:
		return nil, format.Expected(c.path, "an image in "+listed(slices.Sorted(maps.Keys(c.files))), "no record")
	case len(sets) > 1:
		return nil, format.Expected(c.path, "files of one data set", "those of CIFAR-10 and of CIFAR-100")
	}
	if n := c.passed.all; n > 0 && !c.published {
		c.note("%s passed over: %v", plural.Of(n, "file"), &c.passed)
	}
	if sets["CIFAR-100"] {
		c.note("coarse labels passed over")
	}
	var all []pending
	for _, part := range []string{trainName, testName} {
		if p := c.part(part, highest); p.layout.n > 0 {
			all = append(all, p)
		}
	}
	return c.sets(all)
}

// part returns the images of a part, with the names of their classes if there are enough for the
// highest label of all parts.
func (c *cifar) part(part string, highest int) pending {
	var pixels []byte
	var numbers []int
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if f := c.files[name]; f.part == part {
			pixels, numbers, names = append(pixels, f.pixels...), append(numbers, f.labels...), c.names[f.names]
			f.pixels = nil
		}
	}
	n, labels := len(numbers), &labelling{numbers: numbers}
	if highest < len(names) {
		labels = &labelling{names: converted(numbers, func(label int) string { return names[label] })}
	}
	return pending{
		part: part, images: format.NewBytes(c.path, pixels, n, 3, cifarSide, cifarSide), labels: labels,
		layout: layout{n: n, shape: raster.Grey(cifarSide, cifarSide), channels: 3, planes: true},
	}
}
