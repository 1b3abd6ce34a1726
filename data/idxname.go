package data

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// idxName is what the name of an IDX file says, such as emnist-letters-train-images-idx3-ubyte.gz.
type idxName struct {
	prefix string // of the data set: emnist-letters; "" for MNIST's own names
	part   string // train where the name does not say
	labels bool   // of images, else the images
}

// The words in which the names of IDX files end, of which one at least is of the former kind.
var (
	idxWord  = regexp.MustCompile(`^(idx[0-9]?|ubyte)$`)
	typeWord = regexp.MustCompile(`^(idx[0-9]?|u?byte|short|u?int[0-9]*|float[0-9]*|double)$`)
)

// parseIDXName reports whether a file of that name is an IDX file of images or labels, and which.
// The words of the name may be separated by other characters than hyphens.
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

// idxSet is the IDX files of one data set, by part.
type idxSet struct {
	prefix         string
	images, labels map[string]string // paths
}

// idxSets returns the data sets whose files are among those in root, by prefix. Of names that say
// the same, the plain one goes before the compressed one; but the same in two folders is an error.
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
			return nil, format.Expected(root, -1, "one data set: name one of its folders", fmt.Sprintf("both %s and %s", other, file))
		}
	}
	sets = slices.DeleteFunc(sets, func(s *idxSet) bool { return len(s.images) == 0 })
	slices.SortFunc(sets, func(a, b *idxSet) int { return strings.Compare(a.prefix, b.prefix) })
	return sets, nil
}

// name returns what the files of the set have in common, for people.
func (s *idxSet) name() string {
	if s.prefix == "" {
		return "train-images-idx3-ubyte"
	}
	return s.prefix
}

// pairs returns the files of the set in root, by part.
func (s *idxSet) pairs(root string) map[string]pair {
	in := func(file string) idxFile {
		if file == "" {
			return idxFile{}
		}
		return idxFile{path: filepath.Join(root, filepath.FromSlash(file))}
	}
	pairs := map[string]pair{}
	for part, images := range s.images {
		pairs[part] = pair{in(images), in(s.labels[part])}
	}
	return pairs
}

// idxRank orders names of one file in use: plain with hyphens, with a dot, the same compressed.
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
