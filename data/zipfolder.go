package data

import (
	"archive/zip"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"vae/data/internal/format"
)

// readZip reads a zip archive: of arrays if it has any, else of pictures.
func (r *reader) readZip(file string) (parts, error) {
	f, err := format.OpenShared(file)
	if err != nil {
		return nil, err
	}
	defer f.Release()
	archive, err := zip.NewReader(f, f.Size())
	if err != nil {
		return nil, format.Fault(file, -1, "a whole zip archive", err)
	}
	isNPY := func(m *zip.File) bool { return strings.EqualFold(path.Ext(m.Name), ".npy") }
	if slices.ContainsFunc(archive.File, isNPY) {
		return r.readNPZ(file)
	}
	if err := foreignZip(file, archive); err != nil {
		return nil, err
	}
	return r.readPictureZip(file, archive, f)
}

// readPictureZip reads the pictures in an archive, which is organised like a folder.
func (r *reader) readPictureZip(file string, archive *zip.Reader, f *format.Shared) (parts, error) {
	l := &listing{root: file, keep: f.Keep}
	members := map[string]*zip.File{}
	for _, m := range archive.File {
		name := memberPath(m.Name)
		switch {
		case name == "" || slices.ContainsFunc(strings.Split(name, "/"), hidden):
		case m.FileInfo().IsDir():
			l.folders = append(l.folders, name)
		case !m.Mode().IsRegular():
			l.passed.add("special file")
		case strings.Count(name, "/") >= maxDepth:
			l.passed.add("deep file")
		default:
			members[name] = m // the last of those with one name, as programs that unpack do
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(members), comparePaths) {
		l.add(name)
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			l.folders = append(l.folders, dir)
		}
	}
	slices.SortFunc(l.folders, comparePaths)
	l.folders = slices.Compact(l.folders)
	l.picture = func(name string) pictureSource { return memberSource(file+"/"+name, members[name], f.Size()) }
	if len(l.pictures) == 0 {
		return nil, l.nothing("an archive of pictures (" + pictureKinds + ") or of .npy files: others must be unpacked")
	}
	return r.readPictureFolder(l)
}

// memberPath returns the clean path of a member within its archive, with escapes for characters
// that cannot be printed.
func memberPath(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if !strconv.CanBackquote(strings.ReplaceAll(name, "`", "")) {
		quoted := strconv.Quote(name)
		name = quoted[1 : len(quoted)-1]
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// comparePaths orders paths by the names of their folders, from the outermost on.
func comparePaths(a, b string) int {
	return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/"))
}
