package data

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// arrangement holds the part and the class of each picture of a folder. They follow from the paths
// alone.
type arrangement struct {
	root    string
	paths   []string   // (N), relative to root, separated by slashes
	parts   []string   // (N), "" if the picture is skipped
	classes []string   // (N), "" if the part has no classes
	beside  []string   // folders and pictures beside the parts, which are skipped
	deeper  int        // pictures in folders within that of their class
	folders [][]string // (N), names of the picture's folders, from the outermost that matters
}

// arrange finds the parts and classes of pictures. They may lie in one folder or in a folder for
// each class, perhaps nested; either of these in a folder for each part; and all of that in further
// folders that hold nothing else. The name of a class is the path of its folder, without the
// further folders unless the name is known with them.
func arrange(root string, paths, known []string) (*arrangement, error) {
	n := len(paths)
	l := &arrangement{root: root, paths: paths, folders: make([][]string, n), classes: make([]string, n)}
	for i, p := range paths {
		if dir := path.Dir(p); dir != "." {
			l.folders[i] = strings.Split(dir, "/")
		}
	}
	l.parts = slices.Repeat([]string{trainName}, n)
	outside := slices.Clone(l.folders)
	l.unwrap(func(top string) bool { _, exact := partOf(top); return !exact })
	l.turn()
	divided, err := l.divide()
	if err != nil {
		return nil, err
	}
	if !divided {
		l.folders = outside
	}
	for _, part := range partOrder {
		pictures := l.of(part)
		for { // train/train_images, or a class of one set
			top, _, _ := l.top(pictures)
			if says, _ := partOf(top); says != part {
				break
			}
			l.descend(pictures)
		}
	}
	l.unwrap(func(top string) bool {
		return !slices.ContainsFunc(known, func(class string) bool { return strings.HasPrefix(class, top+"/") })
	})
	err = l.classify()
	l.folders = nil // of many pictures they take the most memory
	return l, err
}

// of returns the indices of the pictures of these parts.
func (l *arrangement) of(parts ...string) []int {
	var all []int
	for i, part := range l.parts {
		if slices.Contains(parts, part) {
			all = append(all, i)
		}
	}
	return all
}

// top returns the outermost folder that all pictures have in common, or "", and the least and the
// greatest number of folders in which one lies.
func (l *arrangement) top(pictures []int) (top string, least, most int) {
	for k, i := range pictures {
		n := len(l.folders[i])
		if k == 0 {
			least, most = n, n
			if n > 0 {
				top = l.folders[i][0]
			}
		}
		if n == 0 || l.folders[i][0] != top {
			top = ""
		}
		least, most = min(least, n), max(most, n)
	}
	return top, least, most
}

// descend removes the outermost folder of pictures.
func (l *arrangement) descend(pictures []int) {
	for _, i := range pictures {
		l.folders[i] = l.folders[i][1:]
	}
}

// unwrap removes the outermost folder as long as all pictures have it in common, some lie deeper,
// and may allows it. Parts without folders do not matter.
func (l *arrangement) unwrap(may func(top string) bool) {
	for {
		var wrapped []int
		common, deep := "", false
		for _, part := range partOrder {
			pictures := l.of(part)
			top, least, most := l.top(pictures)
			switch {
			case most == 0:
				continue
			case top == "", common != "" && top != common, least == 1 && most > 1:
				return
			}
			common, deep = top, deep || least > 1
			wrapped = append(wrapped, pictures...)
		}
		if !deep || !may(common) {
			return
		}
		l.descend(wrapped)
	}
}

// turn swaps the folders of classes and parts if each class has folders of parts.
func (l *arrangement) turn() {
	held := map[string]bool{}
	for _, folders := range l.folders {
		if len(folders) < 2 {
			return
		}
		part, exact := partOf(folders[1])
		if held[part] = true; !exact {
			return
		}
	}
	if held[trainName] && len(held) > 1 {
		for i, folders := range l.folders {
			l.folders[i] = append([]string{folders[1], folders[0]}, folders[2:]...)
		}
	}
}

// divide finds the folders of the parts and reports whether there are any. If not, all pictures are
// for training.
func (l *arrangement) divide() (bool, error) {
	tops := map[string][]int{} // pictures by outermost folder, "" for none
	for i, folders := range l.folders {
		top := ""
		if len(folders) > 0 {
			top = folders[0]
		}
		tops[top] = append(tops[top], i)
	}
	names := slices.Sorted(maps.Keys(tops))
	parts, err := partFolders(l.root, names)
	if !l.divided(tops, parts) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, top := range names {
		part := parts[top]
		for _, i := range tops[top] {
			l.parts[i] = part
		}
		switch {
		case part != "":
			l.descend(tops[top])
		case top != "":
			l.beside = append(l.beside, top+"/")
		default:
			for _, i := range tops[top] {
				l.beside = append(l.beside, path.Base(l.paths[i]))
			}
		}
	}
	return true, nil
}

// divided reports whether folders are parts, not classes with such names: there is a training part
// and another, or the training part holds folders, or there is nothing but parts.
func (l *arrangement) divided(tops map[string][]int, parts map[string]string) bool {
	held, exactly := map[string]bool{}, true
	nested := false
	for name, part := range parts {
		_, exact := partOf(name)
		held[part], exactly = true, exactly && exact
		if _, least, _ := l.top(tops[name]); part == trainName && least > 1 {
			nested = true
		}
	}
	return held[trainName] && len(held) > 1 || exactly && (nested || len(parts) > 0 && len(parts) == len(tops))
}

// classify finds the classes. Their folders are as deep as the shallowest picture; deeper folders
// belong to the class around them.
func (l *arrangement) classify() error {
	depth := 0
	for _, part := range partOrder {
		pictures := l.of(part)
		_, least, most := l.top(pictures)
		if least == 0 && most > 0 {
			return l.mixed(pictures)
		}
		if most > 0 && (depth == 0 || least < depth) {
			depth = least
		}
	}
	for i, folders := range l.folders {
		if l.parts[i] == "" || len(folders) == 0 {
			continue
		}
		l.classes[i] = strings.Join(folders[:depth], "/")
		if len(folders) > depth {
			l.deeper++
		}
	}
	return nil
}

// mixed returns the error of a folder with both pictures and folders of pictures.
func (l *arrangement) mixed(pictures []int) error {
	flat := slices.IndexFunc(pictures, func(i int) bool { return len(l.folders[i]) == 0 })
	deep := slices.IndexFunc(pictures, func(i int) bool { return len(l.folders[i]) > 0 })
	return format.Expected(l.root, "pictures either in the folder or in a folder for each class",
		fmt.Sprintf("both %s and %s", l.paths[pictures[flat]], l.paths[pictures[deep]]))
}
