package data_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"vae/data"
)

// mostMemory returns the bytes that n bytes of content may take in memory: eight for
// each, where an int8 becomes an int or a digit with its comma a float32 in a slice that
// grows. If they are compressed, each may stand for 1032, and slices have up to half as
// much to spare, and a chunk.
func mostMemory(n int, compressed bool) int {
	if compressed {
		return 8*1032*n*3/2 + 1<<20
	}
	return 8 * n
}

func FuzzIDX(f *testing.F) {
	good := idx(8, []uint32{2, 1, 2}, four)
	f.Add(good)
	f.Add(gz(good))
	f.Add(good[:9])
	f.Add(idx(9, []uint32{4}, four))
	f.Add(idx(0x0D, []uint32{1}, floatBytes(0.5)))
	f.Add(idx(0x0E, []uint32{1 << 31, 1 << 31, 2}, four))
	fuzz(f, data.ParseIDX, false)
}

func FuzzNPY(f *testing.F) {
	f.Add(npy(1, npyDict("|u1", "(1, 2, 2)"), four))
	f.Add(npy(2, npyDict(">f8", "(1, 2, 2)"), elements(">f8")))
	f.Add(npy(3, "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", elements("<f4")))
	f.Add(npy(1, npyDict("<i2", "(0, 99999999999)"), nil))
	f.Add(gz(npy(1, npyDict("|b1", "()"), []byte{1})))
	f.Add(npy(1, npyDict("a\nb", "(\n)"), nil))
	fuzz(f, data.ParseNPY, false)
}

func FuzzNPZ(f *testing.F) {
	images := npy(1, npyDict("|u1", "(1, 2, 2)"), four)
	f.Add(stored(f, "x.npy", images))
	f.Add(stored(f, "any.npy", npy(1, npyDict("<f8", "(1, 4)"), make([]byte, 32))))
	f.Add(stored(f, "a\nb.npy", images))
	f.Add(stored(f, "x.npy", npy(1, npyDict("|u1", "(99999999, 28, 28)"), four)))
	f.Add(stored(f, "x.npy", nil)[:20])
	fuzz(f, data.ParseNPZ, true)
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("z0,z1,label\n0.5,-1,7\n1e-20,3,8\n"))
	f.Add([]byte("1\n2\n3"))
	f.Add([]byte("\"z\n0\",b\n1,NaN\n"))
	f.Add(gz([]byte("1,2\n3\n")))
	fuzz(f, data.ParseCSV, false)
}

// stored returns an uncompressed zip archive of one member.
func stored(f *testing.F, name string, content []byte) []byte {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		f.Fatal(err)
	}
	w.Write(content)
	if err := archive.Close(); err != nil {
		f.Fatal(err)
	}
	return file.Bytes()
}

func fuzz(f *testing.F, parse func([]byte) (int, error), zipped bool) {
	f.Fuzz(func(t *testing.T, content []byte) {
		size, err := parse(content)
		compressed := zipped || bytes.HasPrefix(content, []byte{0x1f, 0x8b})
		if err != nil {
			wantFormat(t, err, ": expected ")
		} else if size > mostMemory(len(content), compressed) {
			t.Errorf("%d bytes became %d", len(content), size)
		}
	})
}
