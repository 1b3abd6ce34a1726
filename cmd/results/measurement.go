package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"

	"vae/data"
	"vae/train"
)

// measurement is what only the run of a recipe can tell.
type measurement struct {
	Recipe      string  `json:"recipe"` // SHA-256 of the file
	Figure      figure  `json:"figure"` // −log p(x), or −ELBO where the pixels are grey, in nats
	NELBO       float64 `json:"nelbo"`
	ActiveUnits int     `json:"active_units"`
	Minutes     float64 `json:"minutes"` // of training, without those of the start
	Machine     string  `json:"machine"` // that trained and measured, with which program, and when
}

// figure is a mean over images.
type figure struct {
	Mean          float64 `json:"mean"`
	StandardError float64 `json:"standard_error"`
}

// card is what evaluate prints, as far as the page shows it.
type card struct {
	NELBO       figure   `json:"nelbo"`
	Importance  []figure `json:"importance"`
	ActiveUnits int      `json:"active_units"`
}

// errOther says that the run of a recipe was made by another version of it.
var errOther = errors.New("the run is of another recipe: move it away")

// read returns what the run of the entry says.
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
	m = measurement{Figure: c.Importance[len(c.Importance)-1], NELBO: c.NELBO.Mean, ActiveUnits: c.ActiveUnits}
	if text, err = os.ReadFile(e.path(".machine")); err != nil {
		return m, err
	}
	m.Machine = string(text)
	config, err := e.config()
	if err != nil {
		return m, err
	}
	if config.Data.Binarize == data.BinarizeNone {
		m.Figure = c.NELBO
	}
	if m.Minutes, err = minutes(e.path(""), config); err != nil {
		return m, err
	}
	m.Recipe, err = digest(e.recipe)
	return m, err
}

// config returns the config of the run, which must be that of the recipe.
func (e entry) config() (train.Config, error) {
	config, err := train.ReadFolderConfig(e.path(""))
	if err != nil {
		return config, err
	}
	recipe, err := train.ReadConfigFile(recipeFile(e.recipe))
	if err != nil {
		return config, err
	}
	recipe.Model.Height, recipe.Model.Width = config.Model.Height, config.Model.Width // which the data decided
	recipe.Data.Fingerprint = config.Data.Fingerprint
	if !reflect.DeepEqual(recipe.Data, config.Data) || !reflect.DeepEqual(recipe.Model, config.Model) ||
		!reflect.DeepEqual(recipe.Optimization, config.Optimization) {
		return config, errOther
	}
	return config, nil
}

// minutes returns how long the run in the folder path was trained.
func minutes(path string, config train.Config) (sum float64, err error) {
	rows, err := train.ReadMetrics(path)
	for _, row := range rows { // the seconds of a row begin anew when a run is resumed
		images := float64(row.Step) / float64(row.Epoch) * float64(config.Optimization.BatchSize)
		sum += images / row.ImagesPerSecond / 60
	}
	return sum, err
}

// digest returns the SHA-256 of a recipe.
func digest(name string) (string, error) {
	text, err := os.ReadFile(recipeFile(name))
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// readMeasurements returns the measurements in the file path by recipe, none if there is no file.
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

// writeMeasurements writes the measurements to the file path.
func writeMeasurements(path string, all map[string]measurement) error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o666)
}
