package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
)

// maxConfig is the most bytes that a config may have, and maxNames the most that the names of
// classes may take in JSON: a checkpoint has room for four times as many.
const (
	maxConfig = 16 << 20
	maxNames  = 4 << 20
)

// damaged returns the error of a file that cannot be used.
func damaged(path, format string, args ...any) *checkpoints.CorruptError {
	return &checkpoints.CorruptError{Path: path, Offset: -1, Reason: fmt.Sprintf(format, args...)}
}

// ReadFolderConfig returns the config of the run in the folder path: that of config.json, or of the
// latest checkpoint if there is no such file. The error is a *checkpoints.CorruptError if the file
// does not hold the config of a run.
func ReadFolderConfig(path string) (Config, error) {
	file := filepath.Join(path, configName)
	config, err := ReadConfigFile(file)
	if err == nil {
		if err := config.Validate(); err != nil {
			return Config{}, damaged(file, "%v", err)
		}
		return config, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return Config{}, err
	}
	loaded, err := checkpoints.Open(disk.OS{}, filepath.Join(path, vae.CheckpointFolder)).LoadLatest()
	if err != nil {
		return Config{}, fmt.Errorf("no %s and no checkpoint in %s: %w", configName, path, err)
	}
	config, err = ReadConfig(loaded.State)
	config.Saving = Saving{Every: 1, Keep: 3} // which checkpoints do not hold
	return config, err
}

// ReadConfigFile returns the config in a file such as a run's config.json. Unknown fields, fields
// that occur twice and anything after the config are errors. The error is a
// *checkpoints.CorruptError if the file does not hold a config.
func ReadConfigFile(path string) (config Config, err error) {
	text, err := disk.ReadFile(disk.OS{}, path, maxConfig)
	var large *disk.SizeError
	switch {
	case errors.As(err, &large):
		err = fmt.Errorf("it has %d bytes", large.Size)
	case err != nil:
		return Config{}, err
	default:
		config, err = parseConfig(text)
	}
	if err != nil {
		return Config{}, damaged(path, "not the config of a run: %v", err)
	}
	return config, nil
}

// parseConfig returns the config that text is, with nothing after it.
func parseConfig(text []byte) (Config, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var config Config
	if err := decoder.Decode(&config); err != nil {
		return Config{}, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Config{}, errors.New("something follows it")
	}
	return config, checkKeys(json.NewDecoder(bytes.NewReader(text)), "")
}

// checkKeys reads a JSON value and returns an error if an object in it has a key twice, or one in
// another case: encoding/json would take Seed for seed.
func checkKeys(d *json.Decoder, within string) error {
	open, err := d.Token()
	if err != nil || open != json.Delim('{') && open != json.Delim('[') {
		return err
	}
	seen := map[string]bool{}
	for d.More() {
		key := ""
		if open == json.Delim('{') {
			token, err := d.Token()
			if err != nil {
				return err
			}
			key, _ = token.(string) // the decoder sees to that
			switch {
			case strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
				return fmt.Errorf("unknown field %q", within+key)
			case seen[key]:
				return fmt.Errorf("field %q occurs twice", within+key)
			}
			seen[key] = true
			key = within + key + "."
		}
		if err := checkKeys(d, key); err != nil {
			return err
		}
	}
	_, err = d.Token() // the end of it
	return err
}
