package data

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// tableExtensions are the extensions of tables of text, which .gz may follow.
var tableExtensions = []string{".csv", ".tsv", ".txt", ".amat"}

// numbersFirst matches text that begins with two numbers, perhaps after a byte-order mark.
var numbersFirst = regexp.MustCompile(`^(\x{FEFF})?\s*"?[-+]?[0-9.]+([eE][-+]?\d+)?"?[,;\s]+"?[-+]?[0-9.]+`)

// readArrayFile reads an IDX or .npy file or a table of text, whose first bytes are head.
func (r *reader) readArrayFile(path string, head []byte) (parts, error) {
	if isTable(path, head) {
		return r.readTables(map[string]string{trainName: path})
	}
	if !isNPY(head) {
		if err := foreign(path, head); err != nil {
			return nil, err
		}
		if len(head) == 0 {
			return nil, format.Expected(path, readable, "an empty file")
		}
		if !bytes.HasPrefix(head, []byte{0, 0}) {
			return nil, format.ExpectedAt(path, 0, readable, fmt.Sprintf("% X", head[:min(8, len(head))]))
		}
	}
	labels, err := r.labelsBeside(path)
	if err != nil {
		return nil, err
	}
	return r.readArrays(path, append([]stored{r.storedFile(idxFile{path: path}, "images")}, labels...))
}

// isTable reports whether the file is a table of text, by its extension or its first bytes.
func isTable(path string, head []byte) bool {
	known := slices.Contains(tableExtensions, extensionOf(path)) || numbersFirst.Match(head)
	return known && bytes.IndexByte(head, 0) < 0
}

// extensionOf returns the extension of a file in lower case, of a compressed one that before .gz.
func extensionOf(path string) string {
	return filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz"))
}

// stemOf returns the name of a file without its extensions.
func stemOf(path string) string {
	name := filepath.Base(path)
	if strings.EqualFold(filepath.Ext(name), ".gz") {
		name = name[:len(name)-3]
	}
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// readNPZ reads the images and labels of an .npz file, or of a pair of such files.
func (r *reader) readNPZ(path string) (parts, error) {
	arrays, err := r.storedNPZ(path)
	if err != nil {
		return nil, err
	}
	if len(arrays) == 1 {
		arrays = r.withSibling(path, arrays[0])
	}
	return r.readArrays(path, arrays)
}

// withSibling returns the only array of an .npz file. If the name of the file says that it holds
// images or labels, it also returns the other of the two from the matching file beside it.
func (r *reader) withSibling(path string, only stored) []stored {
	own, ok := roleOf(stemOf(path))
	if !ok || own.kind == "" {
		return []stored{only}
	}
	only.name = stemOf(path)
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return []stored{only} // the file itself is readable
	}
	for _, entry := range entries {
		beside := filepath.Join(filepath.Dir(path), entry.Name())
		other, ok := roleOf(stemOf(beside))
		matches := ok && other.part == own.part && other.other == own.other
		if !matches || other.kind == "" || other.kind == own.kind || !strings.EqualFold(filepath.Ext(beside), ".npz") {
			continue
		}
		if arrays, err := r.storedAt(beside); err == nil && len(arrays) == 1 {
			r.note("read with %s beside it", entry.Name())
			return []stored{only, arrays[0]}
		}
	}
	return []stored{only}
}

// storedAt returns the arrays in a .npy or .npz file. Their names begin with that of the file.
func (r *reader) storedAt(path string) ([]stored, error) {
	name := stemOf(path)
	if extensionOf(path) == ".npy" {
		return []stored{r.storedFile(idxFile{path: path}, name)}, nil
	}
	arrays, err := r.storedNPZ(path)
	for i := range arrays {
		arrays[i].name = name + "_" + arrays[i].name
	}
	if len(arrays) == 1 {
		arrays[0].name = name
	}
	return arrays, err
}

// readArrayFolder reads a folder of .npy and .npz files, or of tables, whose names say what they
// hold, as the names of arrays in one .npz file do. It returns no parts if the folder has none.
func (r *reader) readArrayFolder(folder string) (parts, error) {
	files, tables, others, err := arrayFiles(folder)
	if err != nil {
		return nil, err
	}
	if len(files)+len(tables) == 0 {
		return nil, foreignAmong(others)
	}
	var arrays []stored
	for _, path := range files {
		some, err := r.storedAt(path)
		if err != nil {
			return nil, err
		}
		arrays = append(arrays, some...)
	}
	if chosen, _ := selectArrays(arrays); chosen != nil || len(tables) == 0 {
		return r.readArrays(folder, arrays)
	}
	byPart, err := r.tablesByPart(tables)
	if err != nil {
		return nil, err
	}
	return r.readTables(byPart)
}

// arrayFiles returns the paths of the arrays, the tables and all other files in a folder.
func arrayFiles(folder string) (files, tables, others []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		extension := extensionOf(path)
		switch {
		case strings.HasPrefix(entry.Name(), "."), !isFile(path):
		case extension == ".npy", extension == ".npz":
			files = append(files, path)
		case slices.Contains(tableExtensions, extension) && extension != ".txt": // .txt may be a README
			tables = append(tables, path)
		default:
			others = append(others, path)
		}
	}
	return files, tables, others, err
}

// tablesByPart returns the paths of the tables by part: of the only one, or of those whose names
// give a part.
func (r *reader) tablesByPart(tables []string) (map[string]string, error) {
	byPart := map[string]string{}
	var rest []string
	for _, path := range tables {
		role, ok := roleOf(stemOf(path))
		if ok && role.part != "" && role.kind != "labels" && byPart[role.part] == "" {
			byPart[role.part] = path
		} else {
			rest = append(rest, filepath.Base(path))
		}
	}
	if only, _ := roleOf(stemOf(tables[0])); len(tables) == 1 && only.kind != "labels" {
		return map[string]string{trainName: tables[0]}, nil
	}
	if byPart[trainName] == "" {
		return nil, format.Expected(filepath.Dir(tables[0]), "a table such as train.csv, or one alone", listed(rest))
	}
	if len(rest) > 0 {
		r.note("passed over: %s", shortened(rest))
	}
	return byPart, nil
}

func (r *reader) readTables(byPart map[string]string) (parts, error) {
	var all []pending
	for _, part := range partOrder {
		if byPart[part] == "" {
			continue
		}
		p, err := r.readTable(byPart[part])
		if err != nil {
			return nil, err
		}
		p.part = part
		all = append(all, p)
	}
	return r.sets(all)
}
