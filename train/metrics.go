package train

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vae/checkpoints"
)

// metrics writes a row of metrics.jsonl for every epoch.
type metrics struct{ path string }

// newMetrics cuts metrics.jsonl back to the epochs that the run has done.
func newMetrics(folder *Folder, epochs int) (*metrics, error) {
	path := filepath.Join(folder.path, metricsName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &metrics{path}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	kept := firstEpochs(text, epochs)
	if len(kept) < len(text) {
		err = checkpoints.WriteFileAtomic(folder.fsys, path, func(w io.Writer) error {
			_, err := w.Write(kept)
			return err
		})
	}
	return &metrics{path}, err
}

// firstEpochs returns the rows of the first epochs.
func firstEpochs(text []byte, epochs int) []byte {
	end := 0
	for line := range bytes.Lines(text) {
		var row Row
		if json.Unmarshal(line, &row) != nil || row.Epoch > epochs || !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		end += len(line)
	}
	return text[:end]
}

// Observe appends a row when an epoch has ended.
func (m *metrics) Observe(e Event) error {
	ended, ok := e.(*EpochEnded)
	if !ok {
		return nil
	}
	row, err := json.Marshal(ended.Row)
	if err != nil {
		return fmt.Errorf("train: metrics: %w", err)
	}
	f, err := os.OpenFile(m.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf("train: metrics: %w", err)
	}
	_, err = f.Write(append(row, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("train: metrics: %w", err)
	}
	return nil
}

// ReadMetrics returns the rows of the run in the folder path.
func ReadMetrics(path string) ([]Row, error) {
	f, err := os.Open(filepath.Join(path, metricsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	defer f.Close()
	var rows []Row
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var row Row
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("train: read %s: %w", f.Name(), err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}
