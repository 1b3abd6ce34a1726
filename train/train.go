// Package train runs the optimisation of a model.
//
// A [Run] is a [Folder] and the state of an optimisation in it. Its [Config] decides all that it
// computes: a step is a pure function of the state before it, the data and the number of the step.
// So a run that is interrupted and resumed ends with the same bytes as one that is not, on any
// number of cores, on machines with the same vector instructions (others round differently).
//
// A batch may be cut into S equal shards, which are computed one after the other, in the memory of
// one. Shard s of step t, both counted from 0, draws from the random streams with index t·S + s.
// What is minimised is the mean of the objectives of the shards, whose gradients are added in the
// binary tree of package shards. This is the mean over the batch, except for free bits, of which
// each shard has its own.
//
// [Peers] are processes that share the shards of every step, and end in the bytes of one: rank 0 has
// the run, and the others [Follow] it.
//
// [New] starts or resumes a run, [Run.Train] trains it and tells [Observer]s of each step and
// epoch, and [Inspect] reads a run folder without its checkpoints.
package train

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"vae"
	"vae/checkpoints"
	"vae/data"
)

// Config determines what a run computes. It is stored in the run's folder and in its checkpoints.
type Config struct {
	Data         Data         `json:"data"`
	Model        vae.Config   `json:"model"`
	Start        Start        `json:"start,omitzero"` // zero: random weights
	Optimization Optimization `json:"optimization"`
	Saving       Saving       `json:"saving,omitzero"` // not in checkpoints: it does not change what is computed
	Origin                    // nor is this
}

// Origin says when a run was begun, how and where.
type Origin struct {
	Date    string `json:"date,omitempty"`    // such as 2026-11-27, in UTC
	Version string `json:"version,omitempty"` // of the program
	Command string `json:"command,omitempty"` // quoted for a shell
	Machine string `json:"machine,omitempty"` // such as linux/amd64, avx512, 2 cores
}

// Start names the weights that a run begins with.
type Start struct {
	Run    string `json:"run"`              // run folder or checkpoint
	SHA256 string `json:"sha256,omitempty"` // of the checkpoint file
}

// NewStart returns the start from a checkpoint of the run.
func NewStart(run string, checkpoint *checkpoints.State) (Start, error) {
	sum := sha256.New()
	if err := checkpoints.Encode(sum, checkpoint); err != nil {
		return Start{}, fmt.Errorf("start from %s: %w", run, err)
	}
	return Start{run, hex.EncodeToString(sum.Sum(nil))}, nil
}

// Data says which images a run is trained on, and how they are read.
type Data struct {
	Source      string            `json:"source"`               // name in the catalogue or absolute path
	Size        data.Size         `json:"size,omitzero"`        // of pictures, after Fit
	Fit         string            `json:"fit,omitempty"`        // how pictures get Size: see data.Fits; "" is stretch
	Invert      bool              `json:"invert,omitempty"`     // black for white
	Transpose   bool              `json:"transpose,omitempty"`  // rows for columns
	Grey        bool              `json:"grey,omitempty"`       // colours are taken for their luminance
	Background  string            `json:"background,omitempty"` // seen through transparent pictures; "" is black
	SkipBad     bool              `json:"skip_bad,omitempty"`   // pictures that cannot be read are passed over
	Limit       int64             `json:"limit,omitempty"`      // most bytes of pixels; 0 is data.DefaultLimit
	Binarize    data.Binarization `json:"binarize"`             // how grey pixels become black or white
	Validation  int               `json:"validation"`           // training images held out
	HeldOut     data.HeldOut      `json:"held_out,omitempty"`   // where they come from
	Fingerprint string            `json:"fingerprint"`          // SHA-256 of all images
	Classes     []string          `json:"classes,omitempty"`    // names of the labels 0, 1, …; nil if they have none
}

// DataOptions returns the options that read the data of the run, or of a new run if no fingerprint
// is set. dir is as in data.Options.
func (c Config) DataOptions(dir string) (o data.Options, err error) {
	d := c.Data
	o = data.Options{
		Dir: dir, Validation: d.Validation, Size: d.Size, Invert: d.Invert, Transpose: d.Transpose, SkipBad: d.SkipBad,
		Limit: d.Limit, LastRows: d.Fingerprint != "" && d.HeldOut == data.HeldOutLast, Classes: d.Classes,
	}
	switch {
	case d.Fit != "":
		if o.Fit, err = data.ParseFit(d.Fit); err != nil {
			return o, err
		}
	case d.Size != (data.Size{}):
		o.Fit = data.FitStretch // the only one of earlier versions
	}
	switch {
	case d.Grey:
		o.Colours = data.ColoursToGrey
	case d.Fingerprint != "": // as the model sees them, though a part may be all grey
		o.Colours = data.ColoursOf(c.Model.Shape())
	}
	if d.Background != "" {
		if o.Background, err = data.ParseBackground(d.Background); err != nil {
			return o, err
		}
	}
	return o, nil
}

// Saving says which checkpoints are kept.
type Saving struct {
	Every int `json:"every"` // epochs between checkpoints
	Keep  int `json:"keep"`  // number of them that stay on disk
}

// Validate returns an error that names the first invalid field.
func (c Config) Validate() error {
	switch {
	case c.Saving.Every < 1 || c.Saving.Every > 1e9:
		return fmt.Errorf("save every %d epochs: want 1 to 1e9", c.Saving.Every)
	case c.Saving.Keep < 1:
		return fmt.Errorf("keep %d checkpoints: want 1 or more", c.Saving.Keep)
	}
	if names, _ := json.Marshal(c.Data.Classes); len(names) > maxNames { // strings always marshal
		return fmt.Errorf("the names of %d classes take %d bytes: want %d at most",
			len(c.Data.Classes), len(names), maxNames)
	}
	if err := c.Model.Validate(); err != nil {
		return err
	}
	if err := c.Optimization.Validate(); err != nil {
		return err
	}
	if err := c.Model.Trains(c.Optimization.Objective); err != nil {
		return err
	}
	layers, err := c.Model.Layers()
	if err != nil {
		return err
	}
	widest := 0
	for _, l := range layers {
		widest = max(widest, l.In.TotalSize(), l.Out.TotalSize())
	}
	images, draws := c.Optimization.shardSize(), c.Optimization.Objective.Draws()
	if int64(widest)*int64(images)*int64(draws) > maxActivations {
		return fmt.Errorf("%d images at a time with %d draws each are too many for a layer of %d units",
			images, draws, widest)
	}
	return nil
}

// maxActivations bounds the size of a layer's results, of which training keeps several.
const maxActivations = 1 << 27

// NumbersError reports a computation that gave a NaN or an infinity, or diverged.
type NumbersError struct {
	Step   int64  // the step in which it was found, counted from 1
	Tensor string // the array that holds it, or ""
	Cause  string // what likely led there
}

// Error returns one line: step, array and likely cause.
func (e *NumbersError) Error() string {
	return fmt.Sprintf("step %d: %s: %s", e.Step, e.Tensor, e.Cause)
}

// ErrInterrupted says that the context was cancelled and the state was saved.
var ErrInterrupted = errors.New("interrupted")
