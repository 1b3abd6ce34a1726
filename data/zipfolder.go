package data

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"vae/data/internal/format"
)

// readZip reads a zip archive: of arrays if there are any in it, else of pictures.
func (r *reader) readZip(file string) (parts, error) {
	f, size, err := format.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() // nothing was written
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return nil, memberFault(file, "a whole zip archive", err)
	}
	if slices.ContainsFunc(archive.File, func(m *zip.File) bool { return strings.EqualFold(path.Ext(m.Name), ".npy") }) {
		return r.readNPZ(file)
	}
	if err := foreignZip(file, archive); err != nil {
		return nil, err
	}
	return r.readPictureZip(file, archive, size)
}

// readPictureZip reads the pictures in an archive of size bytes, which has the layout that a folder
// may have.
func (r *reader) readPictureZip(file string, archive *zip.Reader, size int64) (parts, error) {
	l := &listing{root: file}
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
			members[name] = m // of two with one name the last, as programs that unpack have it
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
	l.picture = func(name string) pictureSource {
		at := file + "/" + name
		return pictureSource{at, func() (openPicture, error) { return openMember(at, members[name], size) }}
	}
	if len(l.pictures) == 0 {
		return nil, l.nothing("an archive of pictures (" + pictureKinds + ") or of .npy files: others must be unpacked")
	}
	return r.readPictureFolder(l)
}

// memberPath returns the path of a member within its archive, without detours and with what cannot
// be shown in escapes.
func memberPath(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if !strconv.CanBackquote(strings.ReplaceAll(name, "`", "")) {
		quoted := strconv.Quote(name)
		name = quoted[1 : len(quoted)-1]
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// comparePaths orders paths by the names of their folders, one after the other.
func comparePaths(a, b string) int {
	return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/"))
}

// openMember returns the content of a member of an archive of inAll bytes. It has no more bytes than
// the archive says.
func openMember(at string, m *zip.File, inAll int64) (p openPicture, err error) {
	if m.Flags&1 != 0 {
		return p, format.Expected(at, -1, "a member without a password", "an encrypted one")
	}
	content, err := m.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return p, format.Expected(at, -1, "a member that is stored or deflated",
			fmt.Sprintf("compression method %d", m.Method))

	}
	if err != nil {
		return p, memberFault(at, "a readable member", err)
	}
	size := int64(min(m.UncompressedSize64, math.MaxInt64-1))
	limited := io.LimitReader(content, size+1) // at whose end the checksum is verified
	return openPicture{member{content, at, limited}, size, int64(min(m.CompressedSize64, uint64(inAll)))}, nil
}

// member is the open content of a member.
type member struct {
	io.Closer
	at      string
	content io.Reader
}

func (m member) Read(p []byte) (int, error) {
	n, err := m.content.Read(p)
	if err != nil && err != io.EOF {
		err = memberFault(m.at, "a whole member", err)
	}
	return n, err
}

// memberFault wraps a fault of reading an archive: of the disk as it is, of the content as a
// *FormatError.
func memberFault(at, expected string, err error) error {
	var disk *fs.PathError
	if errors.As(err, &disk) {
		return fmt.Errorf("read %s: %w", at, err)
	}
	return format.Expected(at, -1, expected, err.Error())
}
