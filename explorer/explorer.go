// Package explorer shows a model, its data and its latent space on a web page.
//
// A Server has the page and what it asks for. The page's address holds a secret: whoever does not
// know it is served nothing. A run that is being trained is followed: every new checkpoint takes
// the place of the one before it, and open pages hear of it.
package explorer

import (
	"context"
	"time"

	"vae"
	"vae/data"
	"vae/evaluate"
)

// Run is what the explorer shows. Its methods may be called at the same time.
type Run interface {
	// Stamp returns what changes when there is another checkpoint to show, or when training begins
	// or ends; "" if there is no checkpoint.
	Stamp() string

	// Load reads the newest checkpoint.
	Load(ctx context.Context) (*Loaded, error)

	// History returns what is known of the training.
	History() (*History, error)

	// Picture returns the PNG file of a picture that the run saved, by its name in History.
	Picture(name string) ([]byte, error)

	// ReadPicture reads an image of the model's shape from the bytes of a picture file.
	ReadPicture(ctx context.Context, name string, content []byte) (*data.Set, error)
}

// Loaded is a checkpoint.
type Loaded struct {
	Path   string
	Epoch  int
	Step   int64
	Priors []Prior // the model under each prior, first the one to begin with
	Kind   string  // what kind of figure log p(x) is
	Busy   bool    // the run is being trained, and the machine has other work

	Problem string  // with this checkpoint, such as that a better one is damaged
	Images  *Images // nil: none could be read, and
	Missing string  // why
}

// Prior is the model under a prior.
type Prior struct {
	Name  string     // own or fitted
	Title string     // for the eye
	Model *vae.Model // all of a Loaded share their weights
}

// History is what is known of a training.
type History struct {
	State    string  `json:"state"` // running, done, interrupted, or lost if it cannot be read
	Epochs   int     `json:"epochs"`
	Asked    int     `json:"asked"` // epochs in all
	Best     int     `json:"best"`  // epoch; 0: none yet
	Rows     []Row   `json:"rows"`
	Pictures []Saved `json:"pictures"`
	Command  string  `json:"command"` // that goes on with the run
	Problem  string  `json:"problem"` // why it is lost
}

// Row is an epoch's figures, in nats per image.
type Row struct {
	Epoch      int      `json:"epoch"`
	Train      *Figures `json:"train"`      // nil: lost
	Validation *Figures `json:"validation"` // nil: there are no images for it
}

// Figures are −ELBO and its parts, means over images, in nats.
type Figures struct {
	NELBO float64 `json:"nelbo"`
	Recon float64 `json:"recon"`
	KL    float64 `json:"kl"`
}

// Saved names the pictures of an epoch.
type Saved struct {
	Epoch           int    `json:"epoch"`
	Samples         string `json:"samples"`
	Reconstructions string `json:"reconstructions"`
}

// Images are those that are encoded.
type Images struct {
	*data.Set
	Source   string // as the user named it
	Split    string
	Loader   data.LoaderConfig // how they are served to the model
	Protocol evaluate.Protocol // of their scores
}

// Options say what is shown, and where.
type Options struct {
	Name    string // of the run
	Run     Run
	Version string        // of the program
	Token   string        // the secret in the page's address; "" chooses one
	Open    bool          // any Host is answered, not only names of this machine
	Poll    time.Duration // between looks at the run; 0: half a second
}
