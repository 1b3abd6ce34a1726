package data_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"path/filepath"
	"testing"

	"vae/data"
)

// member is a member of a zip archive.
type member struct {
	name    string
	content []byte
}

// archived returns a zip archive of members in that order.
func archived(t testing.TB, members ...member) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, m := range members {
		content, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := content.Write(m.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestZip_isReadAsTheFolderWouldBe(t *testing.T) {
	file := put(t, archived(t,
		member{"p/test/cat/1.png", picture(1, 1, 3)},
		member{"p/train/dog/1.PNG", picture(1, 1, 2)},
		member{"p/train/cat/1.png", picture(1, 1, 1)},
		member{"p/train/eel/", nil},
		member{"p/README", nil},
		member{"__MACOSX/p/train/cat/._1.png", []byte("x")},
		member{"p/.DS_Store", nil},
		member{"p/more.zip", nil}), t.TempDir(), "root.zip")
	s := open(t, file, data.Options{})
	want := "train: cat dog; test: cat; root.zip: 2 files passed over: 1 .zip, 1 without extension; root.zip: no pictures in p/train/eel/"
	if got := shape(s); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := s.All.File(0), filepath.Join(file, "p", "train", "cat", "1.png"); got != want {
		t.Errorf("file %s, want %s", got, want)
	}
	if got := pixels(s.All); !bytes.Equal(got, []byte{1, 2, 3}) {
		t.Errorf("pixels %v", got)
	}
}

func TestZip_namesOfMembers(t *testing.T) {
	file := put(t, archived(t,
		member{`set\cat\1.png`, picture(1, 1, 1)},
		member{"../../set/dog/1.png", picture(1, 1, 2)},
		member{"/set/\x1b[31m/\xff.png", picture(1, 1, 3)},
		member{"set/dog/1.png", picture(1, 1, 4)}), t.TempDir(), "root.zip")
	s := open(t, file, data.Options{})
	if got, want := shape(s), `train: \x1b[31m cat dog`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := pixels(s.All); !bytes.Equal(got, []byte{3, 1, 4}) {
		t.Errorf("pixels %v: of two members with one name the last is the file", got)
	}
}

func TestZip_badContent(t *testing.T) {
	good := archived(t, member{"a.png", picture(2, 2, 1)}, member{"b.png", picture(2, 2, 2)})
	encrypted := bytes.Clone(good)
	for _, magic := range []string{"PK\x01\x02", "PK\x03\x04"} {
		for i := 0; ; {
			k := bytes.Index(encrypted[i:], []byte(magic))
			if k < 0 {
				break
			}
			i += k + 4
			flags := map[string]int{"PK\x01\x02": 4, "PK\x03\x04": 2}[magic]
			encrypted[i+flags] |= 1
		}
	}
	method := bytes.Clone(good)
	binary.LittleEndian.PutUint16(method[bytes.Index(method, []byte("PK\x01\x02"))+10:], 14)
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"cut short", good[:len(good)-30], "expected a whole zip archive"},
		{"empty", archived(t), "found no file"},
		{"no pictures", archived(t, member{"a/b.txt", nil}, member{"c.csv", nil}, member{"train-images-idx3-ubyte", nil}),
			"found 1 .csv, 1 .txt, 1 IDX image file"},
		{"encrypted", encrypted, "a.png: expected a member without a password"},
		{"another method", method, "a.png: expected a member that is stored or deflated, found compression method 14"},
		{"flat and classes", archived(t, member{"a.png", picture(2, 2, 1)}, member{"cat/b.png", picture(2, 2, 2)}), "found both a.png and cat/b.png"},
		{"a bomb", archived(t, member{"a.png", make([]byte, 1<<20)}), "a.png: expected a "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := data.Open(t.Context(), put(t, c.content, t.TempDir(), "root.zip"), data.Options{})
			wantFormat(t, err, c.want)
		})
	}
}

func TestZip_changedContentIsFound(t *testing.T) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	content, err := w.CreateHeader(&zip.FileHeader{Name: "a.png", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	whole := picture(4, 4, 7)
	if _, err := content.Write(append(bytes.Clone(whole), 0)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	changed := file.Bytes()
	changed[bytes.Index(changed, whole)+len(whole)] ^= 1 // behind the picture: only the archive's checksum knows
	_, err = data.Open(t.Context(), put(t, changed, t.TempDir(), "root.zip"), data.Options{})
	wantFormat(t, err, "a.png: expected a whole member, found zip: checksum error")
}
