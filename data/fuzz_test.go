package data_test

import (
	"archive/zip"
	"bytes"
	"path/filepath"
	"runtime"
	"testing"

	"vae/data"
)

// allowed returns the bytes that may be allocated, again and again in part, for n bytes on disk:
// what compressed content may have without being bound to its size on disk, as text, as cells of 16
// bytes for every two, and as numbers; of the rest, cells and numbers.
func allowed(n int) uint64 { return 48<<20*(1+8+4) + 64*uint64(n) }

// fuzz reads files of that name. An error must be a *FormatError of one line.
func fuzz(f *testing.F, name string, read func(t *testing.T, path string) error) {
	f.Fuzz(func(t *testing.T, content []byte) {
		path := put(t, content, t.TempDir(), name)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := read(t, path)
		runtime.ReadMemStats(&after)
		if err != nil {
			wantFormat(t, err, ": expected ")
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > allowed(len(content)) {
			t.Errorf("%d bytes allocated for %d", spent, len(content))
		}
	})
}

func readImages(t *testing.T, path string) error {
	_, err := data.Open(t.Context(), path, data.Options{})
	return err
}

func readCodes(_ *testing.T, path string) error {
	_, err := data.ReadCodes(path)
	return err
}

func FuzzIDX(f *testing.F) {
	good := idx(8, []uint32{2, 1, 2}, four)
	f.Add(good)
	f.Add(gz(good))
	f.Add(good[:9])
	f.Add(idx(9, []uint32{4}, four))
	f.Add(idx(0x0D, []uint32{1}, floatBytes(0.5)))
	f.Add(idx(0x0E, []uint32{1 << 31, 1 << 31, 2}, four))
	fuzz(f, "a.idx", readImages)
}

func FuzzNPY(f *testing.F) {
	f.Add(npy(1, npyDict("|u1", "(1, 2, 2)"), four))
	f.Add(npy(2, npyDict(">f8", "(1, 2, 2)"), elements(">f8")))
	f.Add(npy(3, "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", elements("<f4")))
	f.Add(npy(1, npyDict("<i2", "(0, 99999999999)"), nil))
	f.Add(gz(npy(1, npyDict("|b1", "()"), []byte{1})))
	f.Add(npy(1, npyDict("a\nb", "(\n)"), nil))
	f.Add(array("<f2", "(1, 1, 1, 4)", 0, 0.5, 1, 1))
	f.Add(array("<i8", "(1, 3, 2, 1)", 0, 255, 1, 300, -1, 7))
	fuzz(f, "a.npy", readImages)
}

func FuzzNPZ(f *testing.F) {
	images := npy(1, npyDict("|u1", "(1, 2, 2)"), four)
	f.Add(stored(f, "x.npy", images))
	f.Add(stored(f, "any.npy", npy(1, npyDict("<f8", "(1, 4)"), make([]byte, 32))))
	f.Add(stored(f, "a\nb.npy", images))
	f.Add(stored(f, "x.npy", npy(1, npyDict("|u1", "(99999999, 28, 28)"), four)))
	f.Add(stored(f, "x.npy", images, "y.npy", array("<i8", "(1,)", 7), "x_test.npy", images, "y_test.npy", texts(true, "(1,)", "cat")))
	f.Add(stored(f, "x.npy", nil)[:20])
	fuzz(f, "a.npz", readImages)
}

// FuzzLabels reads images with labels of any content; the images must always be read.
func FuzzLabels(f *testing.F) {
	f.Add(array("<i8", "(3,)", 7, -1, 1<<40))
	f.Add(array("|b1", "(3, 2)", 1, 0, 0, 1, 1, 0))
	f.Add(texts(false, "(3,)", "cat", "ψ", "7"))
	f.Add(npy(1, npyDict("|O", "(3,)"), []byte("pickle")))
	f.Add(array("<f8", "(3, 1)", 7, 0.5, 1e300))
	fuzz(f, "y.npy", func(t *testing.T, path string) error {
		put(t, nImages(3), filepath.Dir(path), "x.npy")
		s, err := data.Open(t.Context(), filepath.Dir(path), data.Options{})
		if err != nil || s.All.Len() != 3 || s.All.Labels() != nil && len(s.All.Labels()) != 3 {
			t.Errorf("images lost: %v", err)
		}
		return nil
	})
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("label,p0,p1,p2,p3\n7,0,0.5,1,0\n8,0,1,1e-3,0\n"))
	f.Add([]byte("7\t0\t255\t3\t0\n8\t0\t1\t1\t0\n"))
	f.Add([]byte(" 0 1 0 1 dog\n 0 1 1 1 cat\n"))
	f.Add([]byte("\ufeff,\"la\nbel\",0,1,2,3\n0,\"7\"\"\",0,51,102,0\n"))
	f.Add(gz([]byte("1,2,3,4\n5,6,7,8\n")))
	fuzz(f, "a.csv", readImages)
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("z0,z1,label\n0.5,-1,7\n1e-20,3,8\n"))
	f.Add([]byte("1\n2\n3"))
	f.Add([]byte("\"z\n0\",b\n1,NaN\n"))
	f.Add(gz([]byte("1,2\n3\n")))
	fuzz(f, "codes.csv", readCodes)
}

func FuzzCodes(f *testing.F) {
	f.Add(array("<f4", "(2, 2)", 0.5, -1, 3, 4))
	f.Add(array("<i8", "(2, 2)", 1, 0, 0, 1))
	f.Add(stored(f, "mean.npy", array("<f8", "(1, 2)", 1, 0), "logvar.npy", array("<f8", "(1, 2)", 1, 0)))
	fuzz(f, "codes.npz", readCodes)
}

// stored returns an uncompressed zip archive of members: names and contents in turn.
func stored(f *testing.F, members ...any) []byte {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for i := 0; i < len(members); i += 2 {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: members[i].(string), Method: zip.Store})
		if err != nil {
			f.Fatal(err)
		}
		content, _ := members[i+1].([]byte)
		w.Write(content)
	}
	if err := archive.Close(); err != nil {
		f.Fatal(err)
	}
	return file.Bytes()
}
