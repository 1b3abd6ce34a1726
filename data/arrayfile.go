package data

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// tableExtensions are those of tables of text. Beside them, .gz may stand.
var tableExtensions = []string{".csv", ".tsv", ".txt", ".amat"}

// numbersFirst matches text that begins with two numbers, after the byte-order mark of some
// programs.
var numbersFirst = regexp.MustCompile(`^(\x{FEFF})?\s*"?[-+]?[0-9.]+([eE][-+]?\d+)?"?[,;\s]+"?[-+]?[0-9.]+`)

// readArrayFile reads an IDX or .npy file or a table of text, whose first bytes are head.
func (r *reader) readArrayFile(path string, head []byte) (found parts, err error) {
	if isTable(path, head) {
		p, err := r.readTable(path)
		if err != nil {
			return found, err
		}
		return r.sets([]pending{p})
	}
	if !bytes.HasPrefix(head, []byte(format.MagicNPY)) {
		if err := foreign(path, head); err != nil {
			return found, err
		}
		if len(head) == 0 {
			return found, format.Expected(path, -1, readable, "an empty file")
		}
		if !bytes.HasPrefix(head, []byte{0, 0}) {
			return found, format.Expected(path, 0, readable, fmt.Sprintf("% X", head[:min(8, len(head))]))
		}
	}
	labels, err := r.beside(path)
	if err != nil {
		return found, err
	}
	return r.readArrays(path, append([]stored{r.storedFile(path, "images")}, labels...))
}

// isTable reports whether the file is a table of text, by its name or by its first bytes.
func isTable(path string, head []byte) bool {
	extension := filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz"))
	return (slices.Contains(tableExtensions, extension) || numbersFirst.Match(head)) && bytes.IndexByte(head, 0) < 0
}

// readNPZ reads the images and labels of an .npz file, or of a pair of such files.
func (r *reader) readNPZ(path string) (found parts, err error) {
	err = format.ReadNPZ(path, r.opts.limit(), func(z *format.NPZ) error {
		arrays := storedIn(z)
		if len(arrays) == 0 {
			return unnamed(path, nil)
		}
		if len(arrays) == 1 {
			arrays = withSibling(r, path, arrays[0])
		}
		found, err = r.readArrays(path, arrays)
		return err
	})
	return found, err
}
