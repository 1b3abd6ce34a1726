package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// readArrayFolder reads a folder of .npy and .npz files, or of tables, whose names say what they
// hold as those of arrays in one .npz file do. It returns false if the folder has none.
func (r *reader) readArrayFolder(folder string) (found parts, ok bool, err error) {
	files, tables, others, err := arrayFiles(folder)
	if err == nil && len(files)+len(tables) == 0 {
		err = foreignAmong(others)
	}
	if err != nil || len(files)+len(tables) == 0 {
		return found, false, err
	}
	var arrays []stored
	for _, path := range files {
		some, err := r.storedAt(path)
		if err != nil {
			return found, true, err
		}
		arrays = append(arrays, some...)
	}
	if chosen, _ := selectArrays(arrays); chosen != nil {
		found, err = r.readArrays(folder, arrays)
		return found, true, err
	}
	if len(tables) == 0 {
		_, rest := selectArrays(arrays)
		return found, true, unnamed(folder, rest)
	}
	return r.readTables(tables)
}

// arrayFiles returns the paths of the files of arrays, of the tables and of all others in a folder.
func arrayFiles(folder string) (files, tables, others []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		extension := filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz"))
		switch {
		case strings.HasPrefix(entry.Name(), "."), !isFile(path):
		case extension == ".npy", extension == ".npz":
			files = append(files, path)
		case slices.Contains(tableExtensions, extension) && extension != ".txt": // which may be a word on the rest
			tables = append(tables, path)
		default:
			others = append(others, path)
		}
	}
	return files, tables, others, nil
}

// storedAt returns the arrays in a file. Their names begin with that of the file.
func (r *reader) storedAt(path string) (arrays []stored, err error) {
	name := stemOf(path)
	if filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz")) == ".npy" {
		return []stored{r.storedFile(path, name)}, nil
	}
	err = format.ReadNPZ(path, r.opts.limit(), func(z *format.NPZ) error {
		arrays = storedIn(z)
		for i := range arrays {
			s := &arrays[i]
			member := s.name
			s.read = func(use format.Use) (a *format.Array, err error) { // the archive is closed by then
				err = format.ReadNPZ(path, r.opts.limit(), func(z *format.NPZ) error {
					a, err = z.Array(member, use)
					return err
				})
				return a, err
			}
			if s.name = name + "_" + member; len(arrays) == 1 {
				s.name = name
			}
		}
		return nil
	})
	return arrays, err
}

// stemOf returns the name of a file without its extensions.
func stemOf(path string) string {
	name := filepath.Base(path)
	if strings.EqualFold(filepath.Ext(name), ".gz") {
		name = name[:len(name)-3]
	}
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// withSibling returns the only array of an .npz file and, if its name says that it holds images or
// labels, the other of these from the file of that name beside it.
func withSibling(r *reader, path string, only stored) []stored {
	own, ok := roleOf(stemOf(path))
	if !ok || own.kind == "" {
		return []stored{only}
	}
	only.name = stemOf(path)
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return []stored{only} // it is readable nevertheless
	}
	for _, entry := range entries {
		beside := filepath.Join(filepath.Dir(path), entry.Name())
		other, ok := roleOf(stemOf(beside))
		if !ok || !strings.EqualFold(filepath.Ext(beside), ".npz") || other.kind == "" || other.kind == own.kind || other.part != own.part || other.other != own.other {
			continue
		}
		if arrays, err := r.storedAt(beside); err == nil && len(arrays) == 1 {
			r.note("%s: read with %s beside it", r.name, entry.Name())
			return []stored{only, arrays[0]}
		}
	}
	return []stored{only}
}

// readTables reads the tables of a folder: one, or those whose names say of which part they are.
func (r *reader) readTables(tables []string) (found parts, ok bool, err error) {
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
		byPart[trainName], rest = tables[0], nil
	}
	if byPart[trainName] == "" {
		return found, true, format.Expected(filepath.Dir(tables[0]), -1, "a table such as train.csv, or one alone", listed(rest))
	}
	if len(rest) > 0 {
		r.note("%s: passed over: %s", r.name, shortened(rest))
	}
	var all []pending
	for _, part := range partOrder {
		if byPart[part] == "" {
			continue
		}
		p, err := r.readTable(byPart[part])
		if err != nil {
			return found, true, err
		}
		p.part = part
		all = append(all, p)
	}
	found, err = r.sets(all)
	return found, true, err
}
