package vae

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"vae/checkpoints"
	"vae/dist"
	"vae/internal/disk"
	"vae/internal/fault"
	"vae/prior"
)

// FittedPrior is a prior that was fitted to the codes of a model after its training: a mixture of
// normal distributions with full covariances.
type FittedPrior struct {
	PriorFit
	parts prior.Fitted
}

// PriorFit says how a prior was fitted.
type PriorFit struct {
	Model      string  `json:"model"`             // Digest of the model whose codes they are
	Step       int64   `json:"step"`              // at which that was
	Components int     `json:"components"`        // of the mixture, of all classes together
	Diagonal   bool    `json:"diagonal"`          // whether covariances were restricted to be
	Classes    []Class `json:"classes,omitempty"` // if it was fitted by class, else nil
	Converged  bool    `json:"converged"`         // whether EM did, of all classes
	Images     int     `json:"images"`            // whose codes they are, a draw from q(z|x) of each
	Binarize   string  `json:"binarize"`          // how these were binarised
	Seed       uint64  `json:"seed"`
}

// Digest returns the SHA-256 of the weights with their names and shapes, in hexadecimal digits: two
// checkpoints of the same model have the same.
func (m *Model) Digest() string {
	sum := sha256.New()
	for _, p := range m.Parameters() {
		fmt.Fprintln(sum, p.Name, p.Shape)
		_ = binary.Write(sum, binary.LittleEndian, p.Data) // a hash takes all
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Fitted returns the fitted prior of the model, nil if it has that which it was trained with.
func (m *Model) Fitted() *FittedPrior { return m.fitted }

// WithPrior returns the model with the fitted prior in place of its own. Both share their weights.
func (m *Model) WithPrior(p *FittedPrior) (_ *Model, err error) {
	defer fault.Mark("vae", &err)
	switch {
	case p.Model != m.Digest():
		return nil, &PriorError{fmt.Sprintf("it was fitted to other weights, those of step %d", p.Step)}
	case p.parts.Mixture.Latent != m.config.Latent:
		return nil, &PriorError{fmt.Sprintf("its codes have %d dimensions, those of the model %d",
			p.parts.Mixture.Latent, m.config.Latent)}
	case m.config.Conditional && p.Classes == nil:
		return nil, &PriorError{"a conditional model needs one that was fitted by label"}
	case m.config.Conditional && !slices.EqualFunc(p.Classes, m.config.Classes, sameLabel):
		return nil, &PriorError{"it was fitted to other classes than the model was"}
	}
	parts := m.parts
	parts.prior = p.parts
	fitted, err := assemble(m.config, m.params, parts, p.Classes)
	if err != nil {
		return nil, err
	}
	fitted.fitted = p
	return fitted, nil
}

// OfClass returns the model with p(z|y) of a class in place of p(z), which was fitted by class.
func (m *Model) OfClass(label int) (_ *Model, err error) {
	defer fault.Mark("vae", &err)
	if m.config.Conditional || m.classes == nil {
		return nil, errNoClasses
	}
	index, err := indices(m.classes, []int{label}, 1)
	if err != nil {
		return nil, err
	}
	parts := m.parts
	if parts.prior, err = m.fitted.parts.OfClass(index[0]); err != nil {
		return nil, err
	}
	of, err := assemble(m.config, m.params, parts, nil)
	if err != nil {
		return nil, err
	}
	of.fitted = m.fitted
	return of, nil
}

var errNoClasses = errors.New("only a prior that was fitted by class has one for each, unless the model is conditional")

// PriorError says why a fitted prior cannot be used.
type PriorError struct{ Reason string }

func (e *PriorError) Error() string { return "fitted prior: " + e.Reason }

// PriorFile is the name, in a run folder, of the prior that was fitted to its best checkpoint.
const PriorFile = "prior.safetensors"

// priorKey is the metadata key of the PriorFit, in JSON.
const priorKey = "prior"

// Names of the tensors of a fitted prior.
const (
	priorWeights = "prior/weights" // (K)
	priorMeans   = "prior/means"   // (K, Z)
	priorFactors = "prior/factors" // (K, Z, Z), lower triangular
	priorClass   = "prior/class"   // (K), indices of classes
)

// State returns the prior as the content of a checkpoint file.
func (p *FittedPrior) State() (*checkpoints.State, error) {
	text, err := json.Marshal(p.PriorFit)
	if err != nil {
		return nil, fault.Of("vae", err)
	}
	m, k := p.parts.Mixture, len(p.parts.Mixture.Weights)
	state := &checkpoints.State{Step: p.Step, Metadata: map[string]string{priorKey: string(text)}}
	add := func(name string, data []float32, shape ...int) {
		state.Tensors = append(state.Tensors, checkpoints.Tensor{Name: name, Shape: shape, Data: data})
	}
	add(priorWeights, m.Weights, k)
	add(priorMeans, m.Means, k, m.Latent)
	add(priorFactors, m.Factors, k, m.Latent, m.Latent)
	if p.parts.Class != nil {
		class := make([]float32, k)
		for i, c := range p.parts.Class {
			class[i] = float32(c)
		}
		add(priorClass, class, k)
	}
	return state, nil
}

// LoadPrior returns the fitted prior in a file, or in the run folder path. The error wraps
// fs.ErrNotExist if there is none, is that of checkpoints.LoadFile, or a *PriorError.
func LoadPrior(path string) (_ *FittedPrior, err error) {
	defer fault.Mark("vae", &err)
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, PriorFile)
	}
	state, err := checkpoints.LoadFile(disk.OS{}, path)
	if err != nil {
		return nil, err
	}
	p, err := priorOf(state)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// priorOf is the inverse of State.
func priorOf(state *checkpoints.State) (*FittedPrior, error) {
	p := &FittedPrior{}
	if state.Metadata[priorKey] == "" {
		return nil, &PriorError{"the file holds none"}
	}
	if err := json.Unmarshal([]byte(state.Metadata[priorKey]), &p.PriorFit); err != nil {
		return nil, &PriorError{"its metadata: " + err.Error()}
	}
	tensors := map[string]checkpoints.Tensor{}
	for _, t := range state.Tensors {
		tensors[t.Name] = t
	}
	means := tensors[priorMeans]
	if len(means.Shape) != 2 {
		return nil, &PriorError{"the file has no means of components"}
	}
	mixture, err := dist.NewFullMixture(means.Shape[1], tensors[priorWeights].Data, means.Data, tensors[priorFactors].Data)
	if err != nil {
		return nil, &PriorError{err.Error()}
	}
	return p, p.complete(mixture, tensors[priorClass].Data)
}

// complete gives a prior its mixture and, if it was fitted by class, the classes of the components.
func (p *FittedPrior) complete(mixture dist.FullMixture, class []float32) (err error) {
	p.parts = prior.Fitted{Mixture: mixture, Classes: len(p.Classes)}
	if p.Classes == nil {
		return nil
	}
	if err := checkClasses(p.Classes); err != nil {
		return &PriorError{err.Error()}
	}
	p.parts.Class, err = classesOf(class, mixture.Weights, len(p.Classes))
	return err
}

// classesOf returns the classes of components, given their weights, of which each class has some.
func classesOf(stored, weights []float32, classes int) (of []int, err error) {
	if len(stored) != len(weights) {
		return nil, &PriorError{fmt.Sprintf("it has the classes of %d components, not of %d", len(stored), len(weights))}
	}
	has := make([]bool, classes)
	for k, c := range stored {
		if !(c >= 0 && c < float32(classes) && c == float32(int(c))) {
			return nil, &PriorError{fmt.Sprintf("a component is of class %g, of %d", c, classes)}
		}
		has[int(c)] = has[int(c)] || weights[k] > 0
		of = append(of, int(c))
	}
	if i := slices.Index(has, false); i >= 0 {
		return nil, &PriorError{fmt.Sprintf("class %d has no component of any weight", i)}
	}
	return of, nil
}
