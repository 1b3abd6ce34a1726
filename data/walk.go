package data

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// The bounds of the search for files.
const (
	maxDepth   = 8       // nested folders
	maxLinks   = 2       // links on the way to a folder
	maxFolders = 1 << 20 // in all
)

// listing is the content of a folder or an archive. Paths are relative to root, separated by
// slashes and sorted by the names of folders and files.
type listing struct {
	root     string
	pictures []string
	idx      []string // files with names of IDX files
	folders  []string
	passed   tally // other files, by kind
	picture  func(path string) pictureSource
	keep     func() // leaves the archive open
}

var pictureEndings = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".jfif": true, ".bmp": true, ".gif": true,
	".tif": true, ".tiff": true, ".webp": true,
}

// hidden reports whether a file or folder of that name belongs to a system, not to the user.
func hidden(name string) bool { return strings.HasPrefix(name, ".") || name == "__MACOSX" }

// add adds a file to the listing.
func (l *listing) add(file string) {
	name := path.Base(file)
	if _, ok := parseIDXName(name); ok {
		l.idx = append(l.idx, file)
	} else if pictureEndings[strings.ToLower(path.Ext(name))] {
		l.pictures = append(l.pictures, file)
	} else {
		l.passed.add(kindOf(name))
	}
}

// walk lists the folder root with all folders in it.
func (r *reader) walk(root string) (*listing, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	l := &listing{root: root, keep: func() {}, picture: func(path string) pictureSource {
		return fileSource(filepath.Join(root, filepath.FromSlash(path)))
	}}
	return l, r.walkFolder(l, "", []fs.FileInfo{info}, 0)
}

// walkFolder adds the content of a folder to the listing. within is the path of folders that ends
// in it, links the number of links on that path.
func (r *reader) walkFolder(l *listing, folder string, within []fs.FileInfo, links int) error {
	if err := r.ctx.Err(); err != nil {
		return fmt.Errorf("read %s: %w", l.root, err)
	}
	entries, err := os.ReadDir(filepath.Join(l.root, filepath.FromSlash(folder)))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if hidden(entry.Name()) {
			continue
		}
		file := path.Join(folder, entry.Name())
		if entry.Type().IsRegular() {
			l.add(file)
			continue
		}
		through := links
		if entry.Type()&fs.ModeSymlink != 0 {
			through++
		}
		at := filepath.Join(l.root, filepath.FromSlash(file))
		info, err := os.Stat(at)
		switch {
		case errors.Is(err, fs.ErrPermission):
			return err
		case err != nil:
			l.passed.add("broken link")
		case info.Mode().IsRegular():
			l.add(file)
		case !info.IsDir():
			l.passed.add("special file")
		case r.opts.Skip != nil && r.opts.Skip(at):
		case len(within) == maxDepth:
			l.passed.add("deep folder")
		case slices.ContainsFunc(within, func(f fs.FileInfo) bool { return os.SameFile(f, info) }):
			l.passed.add("circular link")
		case through > maxLinks:
			l.passed.add("nested link")
		case len(l.folders) == maxFolders:
			return format.Expected(l.root, fmt.Sprintf("%d folders at most", maxFolders), "more")
		default:
			l.folders = append(l.folders, file)
			if err := r.walkFolder(l, file, append(within[:len(within):len(within)], info), through); err != nil {
				return err
			}
		}
	}
	return nil
}

// tally counts what is skipped, by kind.
type tally struct {
	kinds map[string]int
	all   int
}

func (t *tally) add(kind string) {
	if t.kinds == nil {
		t.kinds = map[string]int{}
	}
	t.kinds[kind]++
	t.all++
}

const noExtension = "without extension"

// kindOf returns the extension of a file in lower case, noExtension if it does not look like one.
func kindOf(name string) string {
	ending := strings.ToLower(path.Ext(name))
	other := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }
	if len(ending) < 2 || len(ending) > 9 || strings.ContainsFunc(ending[1:], other) {
		return noExtension
	}
	return ending
}

// String lists the kinds, the most frequent first: "7 .txt, 4 .mat and 2 others".
func (t *tally) String() string {
	const most = 5
	kinds := slices.SortedFunc(maps.Keys(t.kinds), func(a, b string) int {
		return cmp.Or(t.kinds[b]-t.kinds[a], strings.Compare(a, b))
	})
	left := t.all
	var counts []string
	for _, kind := range kinds[:min(most, len(kinds))] {
		n := t.kinds[kind]
		left -= n
		if n > 1 && kind != noExtension && kind[0] != '.' {
			kind += "s"
		}
		counts = append(counts, fmt.Sprintf("%d %s", n, kind))
	}
	list := strings.Join(counts, ", ")
	if left > 0 {
		return fmt.Sprintf("%s and %d others", list, left)
	}
	return list
}
