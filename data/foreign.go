package data

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// foreignFormat is a known format that is not supported.
type foreignFormat struct {
	name       string
	magic      string // at offset in the content, or ""
	offset     int
	extensions []string
	remedy     string // command that converts it; %[1]q is the file, %[2]q the .npz, %[3]q the .csv
	otherwise  string // advice without a command
}

const (
	saveItems  = `python: import numpy, h5py; numpy.savez(%[2]q, **{k: v[()] for k, v in h5py.File(%[1]q).items()})`
	savePickle = `python: import numpy, pickle; numpy.savez(%[2]q, images=pickle.load(open(%[1]q, "rb")))`
)

// foreignFormats are recognised by magic or extension. The remedies suit the commonest content.
var foreignFormats = []foreignFormat{
	{name: "a MATLAB 7.3 file (HDF5)", magic: "MATLAB 7.3", remedy: saveItems},
	{name: "a MATLAB file", magic: "MATLAB 5.0", extensions: []string{".mat"},
		remedy: `python: import numpy, scipy.io; ` +
			`numpy.savez(%[2]q, **{k: v for k, v in scipy.io.loadmat(%[1]q).items() if k[0] != "_"})`},
	{name: "an HDF5 file", magic: "\x89HDF\r\n", extensions: []string{".h5", ".hdf5", ".he5"}, remedy: saveItems},
	{name: "a PyTorch file", extensions: []string{".pt", ".pth"},
		remedy: `python: import numpy, torch; numpy.savez(%[2]q, images=torch.load(%[1]q).numpy())`},
	{name: "a pickle", magic: "\x80\x02", extensions: []string{".pkl", ".pickle"}, remedy: savePickle},
	{name: "a pickle", magic: "\x80\x03", remedy: savePickle},
	{name: "a pickle", magic: "\x80\x04", remedy: savePickle},
	{name: "a pickle", magic: "\x80\x05", remedy: savePickle},
	{name: "a Parquet file", magic: "PAR1", extensions: []string{".parquet"},
		remedy: `python: import pandas; pandas.read_parquet(%[1]q).to_csv(%[3]q, index=False)`},
	{name: "an Arrow file", magic: "ARROW1", extensions: []string{".arrow", ".feather"},
		remedy: `python: import pandas; pandas.read_feather(%[1]q).to_csv(%[3]q, index=False)`},
	{name: "a TFRecord file", extensions: []string{".tfrecord", ".tfrecords"},
		remedy: `python: import numpy, tensorflow as tf; ` +
			`numpy.savez(%[2]q, images=[tf.io.parse_tensor(r, tf.uint8) for r in tf.data.TFRecordDataset(%[1]q)])`},
	{name: "an Excel workbook", extensions: []string{".xlsx", ".xls"},
		remedy: `python: import pandas; pandas.read_excel(%[1]q).to_csv(%[3]q, index=False)`},
	{name: "a NIfTI volume", magic: "n+1\x00", offset: 344, extensions: []string{".nii"},
		remedy: `python: import numpy, nibabel; numpy.savez(%[2]q, images=nibabel.load(%[1]q).get_fdata().T)`},
	{name: "a DICOM picture", magic: "DICM", offset: 128, extensions: []string{".dcm"},
		remedy: `python: import numpy, pydicom; numpy.savez(%[2]q, images=[pydicom.dcmread(%[1]q).pixel_array])`},
	{name: "a FITS file", magic: "SIMPLE  =", extensions: []string{".fits"},
		remedy: `python: import numpy, astropy.io.fits as fits; numpy.savez(%[2]q, images=fits.getdata(%[1]q))`},
	{name: "a tar archive", magic: "ustar", offset: 257, extensions: []string{".tar", ".tgz"},
		remedy: `tar xf %[1]s unpacks it`},
	{name: "a RAR archive", magic: "Rar!\x1a\x07", extensions: []string{".rar"}, otherwise: unpack},
	{name: "a 7-Zip archive", magic: "7z\xbc\xaf\x27\x1c", extensions: []string{".7z"}, otherwise: unpack},
	{name: "an xz file", magic: "\xfd7zXZ", extensions: []string{".xz"}, otherwise: unpack},
	{name: "a bzip2 file", magic: "BZh", extensions: []string{".bz2"}, otherwise: unpack},
	{name: "a HEIC, AVIF or video file", magic: "ftyp", offset: 4, extensions: []string{".heic", ".heif", ".avif"},
		otherwise: "convert it to PNG or JPEG first"},
	{name: "text in UTF-16", magic: "\xff\xfe", otherwise: "save it in UTF-8"},
	{name: "a Zstandard file", magic: "\x28\xb5\x2f\xfd", extensions: []string{".zst"}, otherwise: unpack},
}

const unpack = "unpack it first, and give what was in it"

// readable lists the supported formats, for errors.
const readable = "an IDX, .npy, .npz, .csv or picture file"

// foreign returns the error of a file in a foreign format, nil if it is in none. head is its first
// bytes.
func foreign(path string, head []byte) error {
	for _, f := range foreignFormats {
		known := f.magic != "" && len(head) > f.offset && bytes.HasPrefix(head[f.offset:], []byte(f.magic))
		if known || slices.Contains(f.extensions, extensionOf(path)) {
			return f.fault(path)
		}
	}
	return nil
}

// foreignAmong returns the error of the first file in a foreign format, nil if there is none.
func foreignAmong(paths []string) error {
	for _, path := range paths {
		var fault error
		err := format.Read(path, format.Limit{}, func(in *format.Input) error {
			fault = foreign(path, in.Head(512))
			return nil
		})
		if err == nil && fault != nil { // skip files that cannot be read
			return fault
		}
	}
	return nil
}

// foreignZip returns the error of a zip archive in a foreign format, nil if it is in none.
func foreignZip(path string, archive *zip.Reader) error {
	for _, member := range archive.File {
		switch {
		case strings.HasSuffix(member.Name, "/data.pkl") || member.Name == "data.pkl":
			return foreignTo(".pt", path)
		case member.Name == "xl/workbook.xml":
			return foreignTo(".xlsx", path)
		}
	}
	return nil
}

// foreignTo returns the error of a file in the format with that extension.
func foreignTo(extension, path string) error {
	has := func(f foreignFormat) bool { return slices.Contains(f.extensions, extension) }
	return foreignFormats[slices.IndexFunc(foreignFormats, has)].fault(path)
}

func (f foreignFormat) fault(path string) error {
	hint := f.otherwise
	if hint == "" {
		stem := strings.TrimSuffix(strings.TrimSuffix(path, ".gz"), filepath.Ext(strings.TrimSuffix(path, ".gz")))
		hint = fmt.Sprintf(f.remedy, path, stem+".npz", stem+".csv")
	}
	return format.Expected(path, readable, f.name).WithHint(hint)
}
