package data

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// idxName is the meaning of the name of an IDX file, such as
// emnist-letters-train-images-idx3-ubyte.gz.
type idxName struct {
	prefix string // of the data set: emnist-letters; "" for MNIST's own names
	part   string // train where the name does not say
	labels bool   // not images
}

// The words at the end of the names of IDX files: one is an idxWord, all are typeWords.
var (
	idxWord  = regexp.MustCompile(`^(idx[0-9]?|ubyte)$`)
	typeWord = regexp.MustCompile(`^(idx[0-9]?|u?byte|short|u?int[0-9]*|float[0-9]*|double)$`)
)

// parseIDXName returns the meaning of a name; ok is false unless it is that of an IDX file of
// images or labels. Words are separated by hyphens, underscores, dots or blanks.
func parseIDXName(name string) (n idxName, ok bool) {
	name, _ = strings.CutSuffix(strings.ToLower(name), ".gz")
	all := strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune("-_. ", c) })
	kind := slices.IndexFunc(all, func(word string) bool {
		return slices.Contains([]string{"images", "image", "labels", "label"}, word)
	})
	if kind < 0 || !slices.ContainsFunc(all[kind:], idxWord.MatchString) ||
		slices.ContainsFunc(all[kind+1:], func(word string) bool { return !typeWord.MatchString(word) }) {
		return n, false
	}
	n.part, n.labels = trainName, strings.HasPrefix(all[kind], "label")
	rest := slices.DeleteFunc(all[:kind], func(word string) bool {
		part := folderWords[word]
		if part != "" {
			n.part = part
		}
		return part != ""
	})
	n.prefix = strings.Join(rest, "-")
	return n, true
}

// idxSet holds the IDX files of one data set, by part.
type idxSet struct {
	prefix         string
	images, labels map[string]string // paths
}

// idxSets returns the data sets of the files in root, sorted by prefix. Of names with the same
// meaning, the one with the lowest rank counts; such names in two folders are an error.
func idxSets(root string, files []string) ([]*idxSet, error) {
	var sets []*idxSet
	byPrefix := map[string]*idxSet{}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b string) int { return idxRank(a) - idxRank(b) })
	for _, file := range files {
		n, _ := parseIDXName(path.Base(file))
		s := byPrefix[n.prefix]
		if s == nil {
			s = &idxSet{n.prefix, map[string]string{}, map[string]string{}}
			byPrefix[n.prefix] = s
			sets = append(sets, s)
		}
		parts := s.images
		if n.labels {
			parts = s.labels
		}
		switch other := parts[n.part]; {
		case other == "":
			parts[n.part] = file
		case path.Dir(other) != path.Dir(file):
			return nil, format.Expected(root, "one data set: name one of its folders", "both "+other+" and "+file)
		}
	}
	sets = slices.DeleteFunc(sets, func(s *idxSet) bool { return len(s.images) == 0 })
	slices.SortFunc(sets, func(a, b *idxSet) int { return strings.Compare(a.prefix, b.prefix) })
	return sets, nil
}

// pairs returns the files of the set in root, by part.
func (s *idxSet) pairs(root string) map[string]pair {
	pairs := map[string]pair{}
	for part, images := range s.images {
		p := pair{images: idxFile{path: filepath.Join(root, filepath.FromSlash(images))}}
		if labels, ok := s.labels[part]; ok {
			p.labels.path = filepath.Join(root, filepath.FromSlash(labels))
		}
		pairs[part] = p
	}
	return pairs
}

// idxRank ranks the usual names of a file: with hyphens, with a dot, and the same two compressed.
func idxRank(file string) (rank int) {
	name, compressed := strings.CutSuffix(path.Base(file), ".gz")
	if compressed {
		rank = 2
	}
	if strings.Contains(name, ".") {
		rank++
	}
	return rank
}
