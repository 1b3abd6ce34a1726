package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"vae/checkpoints"
	"vae/internal/disk"
	"vae/internal/plural"
)

// maxMetrics is the most bytes that metrics.jsonl may have: about a million epochs.
const maxMetrics = 1 << 29

// metrics writes a row of metrics.jsonl for every epoch.
type metrics struct {
	fsys disk.FS
	path string
	text []byte // all rows
}

// newMetrics reads metrics.jsonl, which must have a row for each epoch that the run has done. Rows
// of later epochs are cut off; a damaged file is set aside, and what is known without it is written
// anew.
func newMetrics(r *Run) (*metrics, error) {
	m := &metrics{fsys: r.folder.fsys, path: filepath.Join(r.folder.path, metricsName)}
	text, rows, err := readMetrics(m.fsys, m.path)
	var fault *checkpoints.CorruptError
	if err != nil && !errors.As(err, &fault) {
		return nil, err
	}
	done := r.progress.Epoch
	kept := rows[:min(done, len(rows))]
	if fault == nil && len(kept) < done {
		fault = damaged(m.path, "it has rows of %s, of %d that are done", plural.Of(len(kept), "epoch"), done)
	}
	if fault != nil {
		if err := r.warnOfDamage(m, fault, len(kept)); err != nil {
			return nil, err
		}
	}
	for epoch := len(kept) + 1; epoch <= done; epoch++ { // what is known of lost figures
		step := int64(epoch) * r.perEpoch
		kept = append(kept, Row{Epoch: epoch, Step: step, Beta: r.beta.At(step - 1), LearningRate: r.rate(step - 1)})
	}
	for _, row := range kept {
		if err := m.add(row); err != nil {
			return nil, err
		}
	}
	if bytes.Equal(m.text, text) {
		return m, nil
	}
	return m, m.write()
}

// warnOfDamage sets the file aside, if there is one, and warns.
func (r *Run) warnOfDamage(m *metrics, fault *checkpoints.CorruptError, kept int) error {
	hint := fmt.Sprintf("the figures of %s are lost; the run goes on", plural.Of(r.progress.Epoch-kept, "epoch"))
	aside, err := disk.SetAside(m.fsys, m.path)
	if err == nil {
		hint += "; the damaged file is now " + aside
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return r.warn(fault.Error(), hint)
}

// Observe adds a row at the end of an epoch.
func (m *metrics) Observe(e Event) error {
	ended, ok := e.(*EpochEnded)
	if !ok {
		return nil
	}
	if err := m.add(ended.Row); err != nil {
		return err
	}
	return m.write()
}

func (m *metrics) add(row Row) error {
	line, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	m.text = append(append(m.text, line...), '\n')
	return nil
}

func (m *metrics) write() error {
	return disk.WriteFile(m.fsys, m.path, func(w io.Writer) error {
		_, err := w.Write(m.text)
		return err
	})
}

// ReadMetrics returns the rows of the run in the folder path, none if it has no metrics.jsonl. Of a
// damaged file it returns the whole rows before the damage, and a *checkpoints.CorruptError.
func ReadMetrics(path string) ([]Row, error) {
	_, rows, err := readMetrics(disk.OS{}, filepath.Join(path, metricsName))
	return rows, err
}

// readMetrics returns the content of the file too.
func readMetrics(fsys disk.FS, path string) (text []byte, rows []Row, err error) {
	text, err = disk.ReadFile(fsys, path, maxMetrics)
	var other *disk.NotRegularError
	var large *disk.SizeError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil
	case errors.As(err, &other):
		return nil, nil, damaged(path, "it is %s, not a file", other.Kind)
	case errors.As(err, &large):
		return nil, nil, damaged(path, "it has %d bytes", large.Size)
	case err != nil:
		return nil, nil, err
	}
	rows, size := parseRows(text)
	if size < len(text) {
		fault := damaged(path, "this is not the row of epoch %d", len(rows)+1)
		fault.Offset = int64(size)
		return text, rows, fault
	}
	return text, rows, nil
}

// parseRows returns the whole rows of epochs 1, 2, … at the start of text, and their size in bytes.
func parseRows(text []byte) (rows []Row, size int) {
	for line := range bytes.Lines(text) {
		var row Row
		if json.Unmarshal(line, &row) != nil || row.Epoch != len(rows)+1 || !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		rows = append(rows, row)
		size += len(line)
	}
	return rows, size
}
