package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
)

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
		return nil, format.Expected(filepath.Dir(tables[0]), -1, "a table such as train.csv, or one alone", listed(rest))
	}
	if len(rest) > 0 {
		r.note("%s: passed over: %s", r.name, shortened(rest))
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
