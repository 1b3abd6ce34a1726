package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"

	"vae/train"
)

// measurement holds the outcome of the run of a recipe.
type measurement struct {
	Recipe      string  `json:"recipe"` // SHA-256 of the file
	Figure      figure  `json:"figure"` // −log p(x), or −ELBO of a cross-entropy, in nats
	NELBO       float64 `json:"nelbo"`  // in nats
	ActiveUnits int     `json:"active_units"`
	Minutes     float64 `json:"minutes"` // of training, without those of the start
	Machine     string  `json:"machine"` // that trained and measured, the program, and when
}

// card is the part of evaluate's output that the page shows.
type card struct {
	NELBO       figure   `json:"nelbo"`
	Importance  []figure `json:"importance"`
	ActiveUnits int      `json:"active_units"`
}

// errOther says that a run was made by another version of its recipe.
var errOther = errors.New("the run is of another recipe: move it away")

// read returns the outcome of the entry's run.
func (e entry) read() (m measurement, err error) {
	text, err := os.ReadFile(e.path(".json"))
	if err != nil {
		return m, err
	}
	var c card
	if err := json.Unmarshal(text, &c); err != nil {
		return m, err
	}
	if len(c.Importance) == 0 {
		return m, errors.New("the figures have no bound")
	}
	m = measurement{NELBO: c.NELBO.Mean, ActiveUnits: c.ActiveUnits}
	if text, err = os.ReadFile(e.path(".machine")); err != nil {
		return m, err
	}
	m.Machine = string(text)
	config, err := e.config()
	if err != nil {
		return m, err
	}
	q, err := quantityOf(config)
	if err != nil {
		return m, err
	}
	m.Figure = q.of(c)
	if m.Minutes, err = minutes(e.path(""), config); err != nil {
		return m, err
	}
	m.Recipe, err = digest(e.recipe)
	return m, err
}

// config returns the config of the run, and an error if it is not that of the recipe.
func (e entry) config() (train.Config, error) {
	config, err := train.ReadFolderConfig(e.path(""))
	if err != nil {
		return config, err
	}
	recipe, err := train.ReadConfigFile(recipeFile(e.recipe))
	if err != nil {
		return config, err
	}
	recipe.Model = recipe.Model.WithShape(config.Model.Shape()) // which the data decided
	recipe.Data.Fingerprint, recipe.Data.Classes = config.Data.Fingerprint, config.Data.Classes
	if !reflect.DeepEqual(recipe.Data, config.Data) || !reflect.DeepEqual(recipe.Model, config.Model) ||
		!reflect.DeepEqual(recipe.Optimization, config.Optimization) {
		return config, errOther
	}
	return config, nil
}

// minutes returns how long the run in the folder path took to train. An epoch whose rate is not
// known, since a resumed run only measured it, counts as the mean of the others.
func minutes(path string, config train.Config) (sum float64, err error) {
	rows, err := train.ReadMetrics(path)
	known := 0
	for _, row := range rows { // the seconds of a row begin anew when a run is resumed
		if row.ImagesPerSecond == 0 {
			continue
		}
		known++
		images := float64(row.Step) / float64(row.Epoch) * float64(config.Optimization.BatchSize)
		sum += images / row.ImagesPerSecond / 60
	}
	return sum * float64(len(rows)) / float64(max(known, 1)), err
}

func digest(name string) (string, error) {
	text, err := os.ReadFile(recipeFile(name))
	return fmt.Sprintf("%x", sha256.Sum256(text)), err
}

// readMeasurements returns the measurements of a file by recipe, none if there is no file.
func readMeasurements(path string) (map[string]measurement, error) {
	all := map[string]measurement{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}

func writeMeasurements(path string, all map[string]measurement) error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o666)
}
