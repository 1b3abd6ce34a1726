package data

import (
	"maps"
	"strings"
	"unicode"

	"vae/data/internal/format"
)

// The names of the parts of a source, as Set.Part returns them.
const (
	trainName      = "train"
	validationName = "validation"
	testName       = "test"
)

// partOrder is the order of the parts in a data set.
var partOrder = []string{trainName, validationName, testName}

// folderWords are the words, in any case, that folders and files of a part of a data set are called
// by.
var folderWords = map[string]string{
	"train": trainName, "training": trainName, "trainset": trainName, "trainingset": trainName,
	"val": validationName, "valid": validationName, "validation": validationName,
	"valset": validationName, "validationset": validationName, "dev": validationName,
	"test": testName, "testing": testName, "testset": testName, "t10k": testName,
	"images_background": trainName, "images_evaluation": testName, // Omniglot's
}

// partOf returns the part of a data set that a file or folder of that name holds, "" if the name
// does not say. It is exact if it says nothing else: test, but not test_images.
func partOf(name string) (part string, exact bool) {
	name = strings.ToLower(name)
	if part = folderWords[name]; part != "" {
		return part, true
	}
	for _, word := range words(name) {
		switch says := folderWords[word]; {
		case says == "" || says == part:
		case part != "":
			return "", false // it says both
		default:
			part = says
		}
	}
	return part, false
}

// words returns the words of a name: what stands between other characters than letters and digits,
// without the digits at the end of a word.
func words(name string) []string {
	all := strings.FieldsFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	for i, word := range all {
		if folderWords[word] == "" {
			all[i] = strings.TrimRightFunc(word, unicode.IsDigit)
		}
	}
	return all
}

// partFolders returns the part that each of the folders in root holds, if it holds one. A name that
// says nothing else goes before one that does. Two that are equally good are an error, beside which
// the first counts.
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
				err = format.Expected(root, -1, "one folder of "+part+" images",
					"both "+found[part]+" and "+name)

			}
		}
		maps.Copy(holder, found)
	}
	return parts, err
}
