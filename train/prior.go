package train

import (
	"io"
	"path/filepath"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
)

// PriorPath returns the place of the prior that is fitted to the run folder or checkpoint path: in
// the folder of the run, or "" for a checkpoint that stands alone.
func PriorPath(path string) string {
	if folder := FolderOf(path); folder != "" {
		return filepath.Join(folder, vae.PriorFile)
	}
	return ""
}

// WritePrior writes a fitted prior to path, as a whole or not at all. It replaces an earlier one.
func WritePrior(fsys disk.FS, path string, p *vae.FittedPrior) error {
	state, err := p.State()
	if err != nil {
		return err
	}
	return disk.WriteFile(fsys, path, func(w io.Writer) error { return checkpoints.Encode(w, state) })
}
