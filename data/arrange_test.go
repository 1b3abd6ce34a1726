package data_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// laid writes pictures of one pixel, whose values count up from 1 in the order of the paths, into a
// folder.
func laid(t *testing.T, paths ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "root")
	for i, path := range paths {
		put(t, picture(1, 1, byte(i+1)), dir, filepath.FromSlash(path))
	}
	return dir
}

// shape formats what Open returns: the parts with their pixels and classes, and the notices.
func shape(s *data.Splits) string {
	var text strings.Builder
	parts := map[string][]string{}
	for i := range s.All.Len() {
		class := "-"
		if s.All.Labels() != nil {
			class = s.All.ClassName(s.All.Labels()[i])
		}
		parts[s.All.Part(i)] = append(parts[s.All.Part(i)], class)
	}
	for _, part := range []string{"train", "validation", "test"} {
		if parts[part] != nil {
			fmt.Fprintf(&text, "%s: %s; ", part, strings.Join(parts[part], " "))
		}
	}
	for _, n := range s.Notices {
		if !strings.Contains(n.Message, " images of ") {
			fmt.Fprintf(&text, "%s; ", strings.TrimPrefix(n.Message, "root: "))
		}
	}
	return strings.TrimSuffix(text.String(), "; ")
}

// TestFolder_layouts has a line for each common way to organise pictures.
func TestFolder_layouts(t *testing.T) {
	for _, c := range []struct{ name, paths, want string }{
		{"flat", "a.png b.png", "train: - -"},
		{"classes", "cat/1.png dog/1.png", "train: cat dog"},
		{"numbers", "0/1.png 2/1.png 10/1.png", "train: 0 10 2"},
		{"numbers with zeros", "007/1.png 010/1.png", "train: 7 10"},
		{"one number written twice", "07/1.png 7/1.png", "train: 07 7"},
		{"numbers and names", "1/1.png b/1.png", "train: 1 b"},
		{"groups of classes", "Greek/c1/1.png Latin/c1/1.png", "train: Greek/c1 Latin/c1"},
		{"a wrapper", "images/cat/1.png images/dog/1.png", "train: cat dog"},
		{"wrappers", "a/b/cat/1.png a/b/dog/1.png", "train: cat dog"},
		{"validation alone", "val/cat/1.png val/dog/1.png", "validation: cat dog"},
		{"one folder of pictures", "images/1.png images/2.png", "train: - -"},
		{"one folder called by a number", "7/1.png 7/2.png", "train: 7 7"},
		{"collections within a class", "cat/1.png cat/more/2.png dog/3.png", "train: cat cat dog; 1 picture in folders within those of their classes"},
		{"train and test", "train/cat/1.png train/dog/2.png test/cat/3.png", "train: cat dog; test: cat"},
		{"other case", "Train/cat/1.png TEST/cat/3.png VaL/dog/3.png", "train: cat; validation: dog; test: cat"},
		{"other words", "training/0/1.png testing/1/2.png", "train: 0; test: 1"},
		{"omniglot", "images_background/G/1/1.png images_evaluation/L/1/2.png", "train: G/1; test: L/1"},
		{"validation alone", "train/0/1.png dev/1/1.png", "train: 0; validation: 1"},
		{"wrapped parts", "set/train/0/1.png set/test/1/2.png", "train: 0; test: 1"},
		{"parts of images", "images/train/1.png images/val/2.png", "train: -; validation: -"},
		{"parts that wrap themselves", "seg_train/seg_train/sea/1.png seg_train/seg_train/sky/1.png seg_test/seg_test/sea/2.png", "train: sea sky; test: sea"},
		{"years", "train2017/1.png val2017/2.png test2017/3.png", "train: -; validation: -; test: -"},
		{"unlabelled test", "train/cat/1.png train/dog/1.png test/1.png", "train: - -; test: -"},
		{"wrapped classes, unlabelled test", "train/i/cat/1.png train/i/dog/1.png test/1.png", "train: - -; test: -"},
		{"one class to train on", "train/good/1.png test/bad/1.png test/good/1.png", "train: good; test: bad good"},
		{"beside parts", "train/good/1.png test/bad/1.png truth/x/1.png sample.png",
			"train: good; test: bad; passed over beside the folders of its parts: sample.png, truth/"},
		{"exact before more", "train/1.png train_masks/1.png test1/1.png", "train: -; test: -; passed over beside the folders of its parts: train_masks/"},
		{"train alone", "train/cat/1.png train/dog/1.png", "train: cat dog"},
		{"test alone", "test/cat/1.png test/dog/1.png", "test: cat dog"},
		{"parts of classes", "cat/train/1.png cat/test/2.png dog/train/3.png", "train: cat dog; test: cat"},
		{"test and val", "test/1.png val/1.png", "validation: -; test: -"},
		{"classes that are called so", "bus/1.png car/1.png train/1.png", "train: bus car train"},
		{"classes that contain words", "bullet_train/1.png steam_train/1.png", "train: bullet_train steam_train"},
		{"a class called test", "exam/1.png test/1.png", "train: exam test"},
		{"hidden", ".git/a.png __MACOSX/cat/._1.png cat/.DS_Store cat/1.png dog/1.png", "train: cat dog"},
		{"other files", "cat/1.png dog/1.png README cat/1.txt dog/1.txt labels.csv", "train: cat dog; 4 files passed over: 2 .txt, 1 .csv, 1 without extension"},
		{"other endings", "a.PNG b.Jpg c.jfif d.TIFF e.webp f.bmp g.GIF", "train: - - - - - - -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, laid(t, strings.Fields(c.paths)...), data.Options{})
			if got := shape(s); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestFolder_ambiguous(t *testing.T) {
	for _, c := range []struct{ paths, want string }{
		{"cat/1.png 1.png", "in a folder for each class, found both 1.png and cat/1.png"},
		{"train/cat/1.png train/1.png test/1.png", "found both train/1.png and train/cat/1.png"},
		{"train/1.png training/1.png test/1.png", "one folder of train images, found both train and training"},
		{"val/1.png valid/1.png train/1.png", "one folder of validation images, found both val and valid"},
	} {
		_, err := data.Open(t.Context(), laid(t, strings.Fields(c.paths)...), data.Options{})
		wantFormat(t, err, c.want)
	}
}

func TestFolder_emptyFoldersAreSaid(t *testing.T) {
	dir := laid(t, "train/cat/1.png", "train/dog/2.png", "train/eel/notes.txt", "test/cat.txt")
	s := open(t, dir, data.Options{})
	want := "train: cat dog; 2 files passed over: 2 .txt; no pictures in test/, train/eel/"
	if got := shape(s); got != want || s.HasTest {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestFolder_labelsAreNumbersOrRanks(t *testing.T) {
	s := open(t, laid(t, "0/1.png", "10/1.png", "2/1.png"), data.Options{}).All
	if want := []int{0, 10, 2}; !slices.Equal(s.Labels(), want) || s.ClassNames != nil {
		t.Errorf("labels %v, want %v; classes %v", s.Labels(), want, s.ClassNames)
	}
	s = open(t, laid(t, "ant/1.png", "bee/1.png", "cat/1.png"), data.Options{Classes: []string{"cat", "dog", "bee"}}).All
	if want := []int{3, 2, 0}; !slices.Equal(s.Labels(), want) || s.ClassName(3) != "ant" {
		t.Errorf("labels %v of a run's classes, want %v; classes %v", s.Labels(), want, s.ClassNames)
	}
	s = open(t, laid(t, "Greek/c1/1.png", "Greek/c2/1.png"), data.Options{Classes: []string{"Greek/c2", "Latin/c1"}}).All
	if want := []int{2, 0}; !slices.Equal(s.Labels(), want) {
		t.Errorf("labels %v of some groups of a run's classes, want %v; classes %v", s.Labels(), want, s.ClassNames)
	}
}

func TestFolder_orderIsThatOfNames(t *testing.T) {
	dir := laid(t, "a-b/1.png", "a/10.png", "a/2.png")
	s := open(t, dir, data.Options{}).All
	var files []string
	for i := range s.Len() {
		file, err := filepath.Rel(dir, s.File(i))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.ToSlash(file))
	}
	if want := []string{"a/10.png", "a/2.png", "a-b/1.png"}; !slices.Equal(files, want) {
		t.Errorf("%v, want %v", files, want)
	}
}

func TestFolder_skips(t *testing.T) {
	dir := laid(t, "1.png", "runs/x-001/images/1.png")
	s := open(t, dir, data.Options{Skip: func(folder string) bool { return filepath.Base(folder) == "x-001" }})
	if s.All.Len() != 1 {
		t.Errorf("%d images, want 1", s.All.Len())
	}
}

func TestFolder_someOfItsValidationImages(t *testing.T) {
	dir := laid(t, "train/1.png", "val/1.png", "val/2.png", "val/3.png")
	s := open(t, dir, data.Options{Validation: 2})
	if got, want := shape(s), "train: -; validation: - - -; 2 of its 3 validation images are used"; got != want || s.Validation.Len() != 2 {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, err := data.Open(t.Context(), dir, data.Options{Validation: 4})
	wantOption(t, err, "the validation part of root has 3 images, not 4")
}

func TestFolder_testOnly(t *testing.T) {
	dir := laid(t, "train/cat/1.png", "test/cat/2.png", "test/dog/3.png")
	s := open(t, dir, data.Options{TestOnly: true})
	if s.Train.Len() != 0 || s.Test.Len() != 2 || s.All.Len() != 2 || s.Test.ClassName(s.Test.Labels()[1]) != "dog" {
		t.Errorf("%d training and %d test images, classes %v", s.Train.Len(), s.Test.Len(), s.Test.ClassNames)
	}
}
