package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"vae/checkpoints"
)

// metrics writes a row of metrics.jsonl for every epoch.
type metrics struct {
	fsys checkpoints.FS
	path string
	text []byte // all rows
}

// newMetrics cuts metrics.jsonl back to the epochs that the run has done.
func newMetrics(folder *Folder, epochs int) (*metrics, error) {
	m := &metrics{fsys: folder.fsys, path: filepath.Join(folder.path, metricsName)}
	text, err := os.ReadFile(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	_, size := parseRows(text, epochs)
	m.text = text[:size]
	if size < len(text) {
		return m, m.write()
	}
	return m, nil
}

// Observe adds a row when an epoch has ended.
func (m *metrics) Observe(e Event) error {
	ended, ok := e.(*EpochEnded)
	if !ok {
		return nil
	}
	row, err := json.Marshal(ended.Row)
	if err != nil {
		return fmt.Errorf("train: metrics: %w", err)
	}
	m.text = append(append(m.text, row...), '\n')
	return m.write()
}

// write replaces the file, so that it is whole whatever happens.
func (m *metrics) write() error {
	return checkpoints.WriteFileAtomic(m.fsys, m.path, func(w io.Writer) error {
		_, err := w.Write(m.text)
		return err
	})
}

// ReadMetrics returns the rows of the run in the folder path, none where it has no
// metrics.jsonl.
func ReadMetrics(path string) ([]Row, error) {
	text, err := os.ReadFile(filepath.Join(path, metricsName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("train: %w", err)
	}
	rows, _ := parseRows(text, math.MaxInt)
	return rows, nil
}

// parseRows returns the whole rows of the first epochs that text begins with, and
// their length in bytes.
func parseRows(text []byte, epochs int) (rows []Row, size int) {
	for line := range bytes.Lines(text) {
		var row Row
		if json.Unmarshal(line, &row) != nil || row.Epoch > epochs || !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		rows = append(rows, row)
		size += len(line)
	}
	return rows, size
}
