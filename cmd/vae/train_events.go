package main

import (
	"os"
	"path/filepath"
	"time"

	"vae/export"
	"vae/internal/disk"
	"vae/train"
)

// events writes a file of events for TensorBoard while a run goes on. At the end of the first epoch
// it writes that anew from what the run folder knows by then, so that no step of a run that was
// resumed is there twice; from then on it appends.
type events struct {
	app  *app
	run  string
	file disk.File
}

// Observe writes the events of an epoch.
func (e *events) Observe(event train.Event) error {
	ended, ok := event.(*train.EpochEnded)
	switch {
	case !ok:
		return nil
	case e.file == nil:
		return e.begin()
	}
	last, err := epoch(ended.Row, picturesOf(e.run)[ended.Epoch])
	if err != nil {
		return err
	}
	last.Ended = time.Now()
	return export.WriteEpoch(e.file, last)
}

// begin writes all epochs to a new file, in place of that of an earlier process.
func (e *events) begin() error {
	h, err := e.app.history(e.run)
	if err != nil {
		return err
	}
	folder := filepath.Join(e.run, train.EventsFolder)
	if err := disk.MkdirAll(disk.OS{}, folder); err != nil {
		return err
	}
	earlier, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range earlier {
		if export.IsEvents(entry.Name()) {
			if err := os.Remove(filepath.Join(folder, entry.Name())); err != nil {
				return err
			}
		}
	}
	if e.file, err = (disk.OS{}).Create(filepath.Join(folder, export.EventsName(time.Now()))); err != nil {
		return err
	}
	return export.WriteEvents(e.file, h)
}

// close closes the file.
func (e *events) close() error {
	if e.file == nil {
		return nil
	}
	return e.file.Close()
}
