package train

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Endings of the names of an epoch's pictures, after its number.
const (
	samplesEnding         = "-samples.png"
	reconstructionsEnding = "-reconstructions.png"
	epochBeginning        = "epoch-"
)

// pictureName returns the name of a picture of an epoch.
func pictureName(epoch int, ending string) string {
	return fmt.Sprintf("%s%03d%s", epochBeginning, epoch, ending)
}

// EpochPictures are the paths of the pictures of an epoch.
type EpochPictures struct {
	Epoch                    int
	Samples, Reconstructions string // "": missing
}

// SavedPictures returns the pictures in a run folder, by epoch.
func SavedPictures(folder string) (all []EpochPictures) {
	byEpoch := map[int]*EpochPictures{}
	files, _ := os.ReadDir(filepath.Join(folder, imageFolder)) // none if there is no such folder
	for _, file := range files {
		path := filepath.Join(folder, imageFolder, file.Name())
		digits, ending, _ := strings.Cut(strings.TrimPrefix(file.Name(), epochBeginning), "-")
		epoch, err := strconv.Atoi(digits)
		if err != nil || file.Name() != pictureName(epoch, "-"+ending) {
			continue
		}
		if byEpoch[epoch] == nil {
			byEpoch[epoch] = &EpochPictures{Epoch: epoch}
		}
		switch "-" + ending {
		case samplesEnding:
			byEpoch[epoch].Samples = path
		case reconstructionsEnding:
			byEpoch[epoch].Reconstructions = path
		}
	}
	for _, s := range byEpoch {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b EpochPictures) int { return a.Epoch - b.Epoch })
	return all
}
