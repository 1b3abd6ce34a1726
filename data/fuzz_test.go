package data_test

import (
	"testing"

	"vae/data"
)

// What a parser returns may take eight bytes for each byte of content (int8 becomes
// int), and content 1032 bytes for each byte of a gzip file; slices that grow have up to
// half as much to spare, and a chunk.
const (
	growth = 8 * 1032 * 3 / 2
	spare  = 1 << 20
)

func FuzzIDX(f *testing.F) {
	good := idx(8, []uint32{2, 1, 2}, four)
	f.Add(good)
	f.Add(gz(good))
	f.Add(good[:9])
	f.Add(idx(9, []uint32{4}, four))
	f.Add(idx(0x0D, []uint32{1}, floatBytes(0.5)))
	f.Add(idx(0x0E, []uint32{1 << 31, 1 << 31, 2}, four))
	fuzz(f, data.ParseIDX)
}

func FuzzNPY(f *testing.F) {
	f.Add(npy(1, npyDict("|u1", "(1, 2, 2)"), four))
	f.Add(npy(2, npyDict(">f8", "(1, 2, 2)"), elements(">f8")))
	f.Add(npy(3, "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", elements("<f4")))
	f.Add(npy(1, npyDict("<i2", "(0, 99999999999)"), nil))
	f.Add(gz(npy(1, npyDict("|b1", "()"), []byte{1})))
	f.Add(npy(1, npyDict("a\nb", "(\n)"), nil))
	fuzz(f, data.ParseNPY)
}

func fuzz(f *testing.F, parse func([]byte) (int, error)) {
	f.Fuzz(func(t *testing.T, content []byte) {
		size, err := parse(content)
		if err != nil {
			wantFormat(t, err, "data: input: expected ")
		} else if size > growth*len(content)+spare {
			t.Errorf("%d bytes became %d", len(content), size)
		}
	})
}
