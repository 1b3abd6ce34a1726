package data

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vae/data/internal/format"
)

// role is the meaning of the name of an array: its part, and whether it holds images or labels. A
// name is split into words, which may be written together: trainX, x_train, TRAIN-IMAGES and
// kmnist-train-imgs have the words train and images.
type role struct {
	part  string // "train", "validation", "test" or, if nothing says so, ""
	kind  string // "images", "labels" or ""
	rank  int    // of two arrays of one role the one with the lower rank is taken
	other string // the other words, the same for images and their labels
}

// shortParts are the parts by words that mean a part in the names of arrays, but not of folders.
var shortParts = map[string]string{
	"trn": trainName, "tr": trainName, "tst": testName, "te": testName, "va": validationName,
}

// partWord returns the part that a word of an array's name means, or "".
func partWord(word string) string { return cmp.Or(folderWords[word], shortParts[word]) }

// The words of names, the preferred ones first.
var (
	imageWords = strings.Fields("x images image imgs img data inputs input features pixels pictures")
	labelWords = strings.Fields("y labels label lbls lbl targets target classes class category digit letter")
)

var (
	wordRuns  = regexp.MustCompile(`[\pL\pN]+`)
	humps     = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)
	savezName = regexp.MustCompile(`^arr_([01])$`)
)

// roleOf returns the role of the array of that name, or false if the name means two parts, or both
// images and labels.
func roleOf(name string) (role, bool) {
	if m := savezName.FindStringSubmatch(name); m != nil { // numpy.savez(file, images, labels)
		return role{kind: map[string]string{"0": "images", "1": "labels"}[m[1]], rank: len(imageWords)}, true
	}
	var r role
	var others []string
	for _, run := range wordRuns.FindAllString(humps.ReplaceAllString(name, "$1 $2"), -1) {
		words := wordsOf(strings.ToLower(run))
		if words == nil {
			others = append(others, strings.ToLower(run))
		}
		for _, word := range words {
			if !r.add(word) {
				return r, false
			}
		}
	}
	r.other = strings.Join(others, " ")
	return r, true
}

// add adds a word of the name and reports whether it agrees with those before.
func (r *role) add(word string) bool {
	part, kind := partWord(word), ""
	rank := slices.Index(imageWords, word)
	if rank >= 0 {
		kind = "images"
	} else if rank = slices.Index(labelWords, word); rank >= 0 {
		kind = "labels"
	}
	if part != "" && r.part != "" && part != r.part || kind != "" && r.kind != "" && kind != r.kind {
		return false
	}
	r.part, r.kind, r.rank = cmp.Or(part, r.part), cmp.Or(kind, r.kind), max(r.rank, rank)
	return true
}

// wordsOf splits a text into one or two known words, or returns nil.
func wordsOf(text string) []string {
	known := func(word string) bool {
		return partWord(word) != "" || slices.Contains(imageWords, word) || slices.Contains(labelWords, word)
	}
	if known(text) {
		return []string{text}
	}
	for i := 1; i < len(text); i++ {
		if known(text[:i]) && known(text[i:]) {
			return []string{text[:i], text[i:]}
		}
	}
	return nil
}

// The parts of a source, as Set.Part returns them.
const (
	trainName      = "train"
	validationName = "validation"
	testName       = "test"
)

var partOrder = []string{trainName, validationName, testName}

// folderWords are the parts by the lower-case words that folders and files are named by.
var folderWords = map[string]string{
	"train": trainName, "training": trainName, "trainset": trainName, "trainingset": trainName,
	"val": validationName, "valid": validationName, "validation": validationName,
	"valset": validationName, "validationset": validationName, "dev": validationName,
	"test": testName, "testing": testName, "testset": testName, "t10k": testName,
	"images_background": trainName, "images_evaluation": testName, // Omniglot's
}

// partOf returns the part in a folder of that name, "" if the name means none. exact reports
// whether it means nothing else, as test does but test_images does not.
func partOf(name string) (part string, exact bool) {
	name = strings.ToLower(name)
	if part = folderWords[name]; part != "" {
		return part, true
	}
	for _, word := range words(name) {
		switch says := folderWords[word]; {
		case says == "" || says == part:
		case part != "":
			return "", false // two parts
		default:
			part = says
		}
	}
	return part, false
}

// words returns the words of letters and digits in a name, without the digits at their ends.
func words(name string) []string {
	all := strings.FieldsFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	for i, word := range all {
		if folderWords[word] == "" {
			all[i] = strings.TrimRightFunc(word, unicode.IsDigit)
		}
	}
	return all
}

// partFolders returns the parts of the folders in root by name. Exact names come before others. Two
// equally good names are an error, which is returned with the parts that follow from the first.
func partFolders(root string, names []string) (parts map[string]string, err error) {
	parts = map[string]string{}
	holder := map[string]string{} // name of the folder by part
	for _, exactly := range []bool{true, false} {
		found := map[string]string{}
		for _, name := range names {
			part, exact := partOf(name)
			if part == "" || exact != exactly || holder[part] != "" {
				continue
			}
			if found[part] == "" {
				found[part], parts[name] = name, part
			} else if err == nil {
				err = format.Expected(root, "one folder of "+part+" images", "both "+found[part]+" and "+name)
			}
		}
		maps.Copy(holder, found)
	}
	return parts, err
}
