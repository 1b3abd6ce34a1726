package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"vae/checkpoints"
	"vae/export"
	"vae/internal/disk"
	"vae/train"
)

// history returns how a run went, or that of a checkpoint. Of damaged files it takes what can be
// read, and warns.
func (a *app) history(run string) (h export.History, err error) {
	if run, err = runFolder(run); err != nil {
		return h, err
	}
	i, err := train.Inspect(run)
	if is[*checkpoints.CorruptError](err) && len(i.Rows) > 0 {
		a.tell("vae: warning: %s", plain(err))
		err = nil
	}
	switch {
	case err != nil:
		return h, err
	case len(i.Rows) == 0:
		return h, usageError("no epoch of "+run+" has ended yet", "")
	}
	h = export.History{Began: i.Began, Settings: i.Config.Settings()}
	pictures := picturesOf(run)
	var before, last float64 // seconds until the run was resumed, and of the epoch before
	for _, row := range i.Rows {
		if row.Seconds < last {
			before += last
		}
		last = row.Seconds
		e, err := epoch(row, pictures[row.Epoch])
		if err != nil {
			return h, err
		}
		e.Ended = i.Began.Add(time.Duration((before + last) * float64(time.Second)))
		h.Epochs = append(h.Epochs, e)
	}
	return h, nil
}

// mostPicture is the most bytes of a picture of an epoch.
const mostPicture = 1 << 28

// epoch returns an epoch with its figures and pictures.
func epoch(row train.Row, pictures train.EpochPictures) (e export.Epoch, err error) {
	e = export.Epoch{Number: row.Epoch, Step: row.Step}
	text, err := json.Marshal(row)
	if err != nil {
		return e, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if e.Figures, err = figures(decoder, ""); err != nil {
		return e, err
	}
	e.Figures = slices.DeleteFunc(e.Figures, func(f export.Figure) bool {
		return f.Name == "epoch" || f.Name == "step"
	})
	for name, path := range map[string]string{"reconstructions": pictures.Reconstructions, "samples": pictures.Samples} {
		if path != "" {
			e.Pictures = append(e.Pictures, export.Picture{Name: name, PNG: func() ([]byte, error) {
				return disk.ReadFile(disk.OS{}, path, mostPicture)
			}})
		}
	}
	slices.SortFunc(e.Pictures, func(a, b export.Picture) int { return strings.Compare(a.Name, b.Name) })
	return e, nil
}

// picturesOf returns the pictures in a run folder, by epoch.
func picturesOf(run string) map[int]train.EpochPictures {
	all := map[int]train.EpochPictures{}
	for _, p := range train.SavedPictures(run) {
		all[p.Epoch] = p
	}
	return all
}

// figures returns the numbers in a JSON object and in those within it, in their order: those of
// train as train/nelbo and so on.
func figures(d *json.Decoder, within string) (all []export.Figure, err error) {
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name := within + key.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if value[0] == '{' {
			inner, err := figures(json.NewDecoder(bytes.NewReader(value)), name+"/")
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
			continue
		}
		figure := export.Figure{Name: name}
		if err := json.Unmarshal(value, &figure.Value); err != nil {
			return nil, err
		}
		all = append(all, figure)
	}
	return all, nil
}
