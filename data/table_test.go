package data_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

// Two images of 2×2, with the labels 7 and 8, in every form that tables have. The corner pixels of
// both are black: that tells pixels from labels where no names do.
func TestTable_ofEveryForm(t *testing.T) {
	want := []byte{0, 51, 102, 0, 0, 255, 1, 0}
	for name, c := range map[string]struct {
		text   string
		labels []int
		said   string
	}{
		"named":           {"label,pixel0,pixel1,pixel2,pixel3\n7,0,51,102,0\n8,0,255,1,0\n", []int{7, 8}, ""},
		"unlabelled":      {"pixel0,pixel1,pixel2,pixel3\n0,51,102,0\n0,255,1,0\n", nil, ""},
		"label last":      {"1x1,1x2,2x1,2x2,target\n0,51,102,0,7\n0,255,1,0,8\n", []int{7, 8}, ""},
		"first of five":   {"7,0,51,102,0\n8,0,255,1,0\n", []int{7, 8}, "the first of 5 columns taken for labels"},
		"last of five":    {"0,51,102,0,7\n0,255,1,0,8\n", []int{7, 8}, "the last of 5 columns taken for labels"},
		"four":            {"0,51,102,0\n0,255,1,0", nil, ""},
		"pandas":          {",label,0,1,2,3\n0,7,0,51,102,0\n1,8,0,255,1,0\n", []int{7, 8}, `columns passed over: ""`},
		"pandas again":    {"Unnamed: 0,label,a0,a1,a2,a3\n0,7,0,51,102,0\n1,8,0,255,1,0\n", []int{7, 8}, `"Unnamed: 0"`},
		"pandas numbers":  {",0,1,2,3\n0,0,51,102,0\n1,0,255,1,0\n", nil, `""`},
		"of this program": {"index,part,file,label,class,pixel0,pixel1,pixel2,pixel3\n0,test,a.png,7,cat,0,0.2,0.4,0\n1,test,b.png,8,dog,0,1,0.003921569,0\n", []int{7, 8}, `"index", "part", "file", "class"`},
		"tabs":            {"label\tp0\tp1\tp2\tp3\n7\t0\t51\t102\t0\n8\t0\t255\t1\t0\n", []int{7, 8}, ""},
		"semicolons":      {"label;p0;p1;p2;p3\r\n7;0;51;102;0\r\n8;0;255;1;0\r\n", []int{7, 8}, ""},
		"blanks":          {"  0  0.2  0.4  0  7\n  0  1  0.003921569  0.0e+00  8\n", []int{7, 8}, "the last of 5"},
		"quotes":          {"\"label\",\"p0\",\"p1\",\"p2\",\"p3\"\n\"7\",\"0\",\"51\",\"102\",\"0\"\n8,0,255,1,0\n", []int{7, 8}, ""},
		"byte-order mark": {"\ufefflabel,p0,p1,p2,p3\n7,0,51,102,0\n8,0,255,1,0\n", []int{7, 8}, ""},
		"floats":          {"label,p0,p1,p2,p3\n7.0,0.0,51.0,102.0,0.0\n8.0,0.0,255.0,1.0,0.0\n", []int{7, 8}, "taken for x/255"},
		"remarks":         {"# made by me\n# in May\nlabel,p0,p1,p2,p3\n7,0,51,102,0\n8,0,255,1,0\n", []int{7, 8}, ""},
		"old line ends":   {"label,p0,p1,p2,p3\r7,0,51,102,0\r8,0,255,1,0\r", []int{7, 8}, ""},
		"names in remark": {"# label,p0,p1,p2,p3\n7,0,51,102,0\n8,0,255,1,0\n", []int{7, 8}, ""},
		"comma at end":    {"0,51,102,0,\n0,255,1,0,\n", nil, ""},
		"empty lines":     {"\nlabel,p0,p1,p2,p3\n\n7,0,51,102,0\n\n8,0,255,1,0\n\n", []int{7, 8}, ""},
		"other columns":   {"label,p0,p1,p2,p3,split,note\n7,0,51,102,0,a,b\n8,0,255,1,0,c,d\n", []int{7, 8}, `"split", "note"`},
	} {
		for _, file := range []string{"a.csv", "a.csv.gz"} {
			content := []byte(c.text)
			if file == "a.csv.gz" {
				content = gz(content)
			}
			s := open(t, put(t, content, t.TempDir(), file), data.Options{})
			if !slices.Equal(pixels(s.All), want) || !slices.Equal(s.All.Labels(), c.labels) {
				t.Errorf("%s in %s: pixels %v, labels %v", name, file, pixels(s.All), s.All.Labels())
			}
			if !strings.Contains(told(s), c.said) {
				t.Errorf("%s: said %q, want %q", name, told(s), c.said)
			}
		}
	}
}

func TestTable_namesOfClasses(t *testing.T) {
	for _, text := range []string{"class,a0\ndog,0\ncat,255\n", "dog,0,1,2,3\ncat,0,255,1,0\n", "0,1,2,3,dog\n0,255,1,0,cat\n"} {
		s := open(t, put(t, []byte(text), t.TempDir(), "a.csv"), data.Options{}).All
		if !slices.Equal(s.Labels(), []int{1, 0}) || !slices.Equal(s.ClassNames, []string{"cat", "dog"}) {
			t.Errorf("%q: labels %v of %q", text, s.Labels(), s.ClassNames)
		}
	}
}

func TestTable_takesTheSizeAskedFor(t *testing.T) {
	size := data.Size{Height: 2, Width: 3}
	for _, text := range []string{"1,2,3,4,5,6\n1,2,3,4,5,6\n", "0,1,2,3,4,5,0\n9,1,2,3,4,5,0\n"} {
		if s := open(t, put(t, []byte(text), t.TempDir(), "a.csv"), data.Options{Size: size}).All; s.Shape() != raster.Grey(2, 3) || s.Len() != 2 {
			t.Errorf("%q: %d images of %v", text, s.Len(), s.Shape())
		}
	}
	_, err := data.Open(t.Context(), put(t, []byte("1,2,3,4\n"), t.TempDir(), "a.csv"), data.Options{Size: size})
	wantOption(t, err, "rows of 4 pixels, not of 2×3")
}

func TestTable_ofEachPart(t *testing.T) {
	dir := t.TempDir()
	put(t, []byte("label,p0\n7,0\n8,255\n"), dir, "toy_train.csv")
	put(t, []byte("label,p0\n9,1\n"), dir, "toy_test.csv")
	put(t, []byte("id,label\n1,0\n"), dir, "sample_submission.csv")
	s := open(t, dir, data.Options{})
	if !slices.Equal(s.All.Labels(), []int{7, 8, 9}) || s.Test.Len() != 1 || !slices.Equal(pixels(s.Test), []byte{1}) {
		t.Errorf("labels %v, %d test images of %v", s.All.Labels(), s.Test.Len(), pixels(s.Test))
	}
	if !strings.Contains(told(s), "passed over: sample_submission.csv") {
		t.Errorf("said %q", told(s))
	}
	dir = t.TempDir()
	put(t, []byte("label,p0\n7,0\n"), dir, "this.csv")
	put(t, []byte("label,p0\n7,0\n"), dir, "that.csv")
	_, err := data.Open(t.Context(), dir, data.Options{})
	wantFormat(t, err, "a table such as train.csv, or one alone, found that.csv, this.csv")
}

func TestTable_badContent(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "rows of numbers, found none"},
		{"label,p0\n", "rows of numbers, found none"},
		{"label\n7\n", "a column for each pixel of a square or of a given size, and at most one of labels, found 0"},
		{"label,p0,p1,p10,p2\n7,0,1,2,3\n", "columns in the order of their numbers, found p10 before p2"},
		{"-1,0,0,0,0\n300,0,0,0,0\n", "found values from -1 to 300"},
		{"label,p0\n7,x\n", `a number in row 0, column "p0", found "x"`},
		{"1,2,3,4\n1,2,,4\n", `a number in row 1, column 2, found ""`},
		{"p0;p1;p2;p3\n0,5;0;0;0\n", `a number in row 0, column "p0", found "0,5"`},
		{"1,2,3,4\n1,2,3\n", "4 cells in line 2, as in the first, found 3"},
		{"p0,p1,p2,p3\n1,2,3,nan\n", `finite numbers, found NaN in row 0, column "p3"`},
		{"p0,p1,p2,p3\n1,2,3,1e999\n", `finite numbers, found +Inf in row 0, column "p3"`},
		{"p0,p1,p2,p3\n1,2,3,300\n", "found values from 1 to 300"},
		{"p0,p1,p2,p3\n-1,2,3,300\n", "found values from -1 to 300"},
		{"0,1,2,3,4,5,6\n", "and at most one of labels, found 7"},
		{"0.5,1,0,1,0.5\n", "fractions in the first and the last"},
		{"label,p0\n\"7,0\n", "a quote at the end of a cell in line 2"},
		{"1,2" + strings.Repeat(",1", 4<<20), "a row of less than 4194304 bytes"},
	} {
		_, err := data.Open(t.Context(), put(t, []byte(c.text), t.TempDir(), "a.csv"), data.Options{})
		wantFormat(t, err, c.want)
	}
}

// Images are read even if labels are missing.
func TestTable_missingLabels(t *testing.T) {
	s := open(t, put(t, []byte("label,p0\n7,0\n,255\n"), t.TempDir(), "a.csv"), data.Options{})
	if s.All.Len() != 2 || s.All.Labels() != nil || !strings.Contains(told(s), "a.csv: none in row 1") {
		t.Errorf("%d images, labels %v; said %q", s.All.Len(), s.All.Labels(), told(s))
	}
}

func TestForeign_foldersOfThemAreNamed(t *testing.T) {
	dir := t.TempDir()
	put(t, []byte("what this is"), dir, "readme.html")
	put(t, []byte("\x80\x02}q\x01"), dir, "data_batch_1")
	_, err := data.Open(t.Context(), dir, data.Options{})
	wantFormat(t, err, "data_batch_1: expected an IDX, .npy, .npz, .csv or picture file, found a pickle")
}

func TestForeign_formatsAreNamed(t *testing.T) {
	for _, c := range []struct{ file, content, want, hint string }{
		{"a.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64", "a MATLAB file", `scipy.io.loadmat("`},
		{"a.mat", "MATLAB 7.3 MAT-file", "a MATLAB 7.3 file (HDF5)", `h5py.File("`},
		{"a.h5", "\x89HDF\r\n\x1a\n", "an HDF5 file", `h5py.File("`},
		{"a.bin", "\x80\x04\x95", "a pickle", `pickle.load(open("`},
		{"a.pkl", "(lp0\n", "a pickle", `pickle.load(open("`},
		{"a.pth", "\x80\x02\x8a", "a PyTorch file", `torch.load("`},
		{"a", string(zipped(t, map[string][]byte{"archive/data.pkl": nil})), "a PyTorch file", `torch.load("`},
		{"a", "PAR1\x15\x04", "a Parquet file", `read_parquet("`},
		{"a", "ARROW1\x00\x00", "an Arrow file", `read_feather("`},
		{"a.tfrecord", "\x10\x00\x00\x00\x00\x00\x00\x00", "a TFRecord file", "TFRecordDataset"},
		{"a.tar", strings.Repeat("a", 257) + "ustar\x0000", "a tar archive", "tar xf "},
		{"a.tar.gz", string(gz([]byte(strings.Repeat("a", 257) + "ustar\x0000"))), "a tar archive", "tar xf "},
		{"a", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "a HEIC, AVIF or video file", "convert it to PNG or JPEG first"},
		{"a", "Rar!\x1a\x07\x01\x00", "a RAR archive", "unpack it first"},
		{"a", "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"},
		{"a.csv", "\xff\xfe1\x00,\x002\x00", "text in UTF-16", "UTF-8"},
	} {
		path := put(t, []byte(c.content), t.TempDir(), c.file)
		_, err := data.Open(t.Context(), path, data.Options{})
		wantFormat(t, err, "found "+c.want)
		wantHint(t, err, c.hint)
		if strings.Contains(c.hint, `("`) {
			wantHint(t, err, fmt.Sprintf("%q", path))
		}
	}
}
