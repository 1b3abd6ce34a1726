package train

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"time"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/disk"
)

// Options are the settings of a run that do not change what it computes.
type Options struct {
	MaxTime   time.Duration // after which the run is saved and ends; 0: no limit
	Peers     *Peers        // that follow this process, which is rank 0; nil: none
	Observers []Observer
}

// Run is an optimisation in a run folder.
type Run struct {
	config    Config
	folder    *Folder
	store     *checkpoints.Store
	maxTime   time.Duration
	observers []Observer
	team      *team // nil: alone

	batches    *data.Loader
	validation *data.Set
	shown      *data.Set // in pictures: the validation images or, without any, the training images
	perEpoch   int64     // steps

	*Stepper // with progress the state that a checkpoint holds
	progress progress

	watch    stopwatch
	saved    int64 // step of the newest checkpoint, −1: none
	lastSave time.Time
	warned   bool
	spread   float64 // of the training images
}

// DataError reports images other than those that a run was trained on.
type DataError struct{ Source string }

// Error returns one line: the name of the data.
func (e *DataError) Error() string {
	return fmt.Sprintf("the images of %s are not those that the run was started with", e.Source)
}

// StartError reports why a run cannot begin with the weights of another.
type StartError struct{ Run, Reason string }

// Error returns one line: the other run and the reason.
func (e *StartError) Error() string { return fmt.Sprintf("start from %s: %s", e.Run, e.Reason) }

// New returns the run of the config in the folder, at the newest intact checkpoint there, or at the
// start if there is none. After an error, and after one of Train, peers are still waiting: the
// caller ends them.
func New(folder *Folder, config Config, splits *data.Splits, options Options) (*Run, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	images, err := splits.All.Fingerprint()
	if err != nil {
		return nil, err
	}
	if images != config.Data.Fingerprint {
		return nil, &DataError{config.Data.Source}
	}
	config.Model, config.Optimization = config.Model.WithDefaults(), config.Optimization.withDefaults()
	team := newTeam(options.Peers)
	batches, err := team.newLoader(splits.Train, config)
	if err != nil {
		return nil, err
	}
	store, err := checkpoints.Create(folder.fsys, filepath.Join(folder.path, vae.CheckpointFolder))
	if err != nil {
		return nil, err
	}
	if err := checkLabels(config.Model, splits); err != nil {
		return nil, err
	}
	figures, err := splits.Train.Statistics()
	if err != nil {
		return nil, err
	}
	r := &Run{
		config: config, folder: folder, store: store, maxTime: options.MaxTime, observers: options.Observers,
		team: team, batches: batches, validation: splits.Validation, perEpoch: int64(batches.StepsPerEpoch()),
		saved: -1, spread: figures.Spread,
	}
	if err := r.begin(splits.Train, figures); err != nil {
		return nil, err
	}
	if err := r.lead(); err != nil {
		return nil, err
	}
	return r, r.observe(splits)
}

// begin loads the newest checkpoint that can be used, or makes a new model if there is no
// checkpoint.
func (r *Run) begin(images *data.Set, figures data.Statistics) error {
	loaded, err := r.store.LoadLatest()
	if errors.Is(err, fs.ErrNotExist) {
		return r.startAnew(images, figures)
	}
	if err != nil {
		return err
	}
	for _, skipped := range loaded.Skipped {
		if err := r.passOver(skipped, loaded.Path); err != nil {
			return err
		}
	}
	if err := r.restore(loaded.State); err != nil {
		return fmt.Errorf("resume from %s: %w", loaded.Path, err)
	}
	if loaded.Path == r.store.BestPath() { // the disk was full when the next one was due
		return r.save()
	}
	r.saved = loaded.State.Step
	return r.prune() // a crash may have come before it
}

// passOver warns of a checkpoint that cannot be used. Anything but a regular file is set aside: it
// would be in the way of the checkpoint of that step.
func (r *Run) passOver(skipped checkpoints.Result, path string) error {
	hint := "resuming from " + path
	var other *disk.NotRegularError
	if errors.As(skipped.Err, &other) || errors.Is(skipped.Err, fs.ErrNotExist) {
		aside, err := disk.SetAside(r.folder.fsys, skipped.Path)
		if err != nil {
			return err
		}
		hint = "it is now " + aside + "; " + hint
	}
	return r.warn(skipped.Err.Error(), hint)
}

func (r *Run) startAnew(images *data.Set, figures data.Statistics) error {
	var unread error
	model, err := r.firstModel(vae.Start{Mean: figures.Mean, Images: r.images(images, &unread)})
	if err := cmp.Or(err, unread); err != nil {
		return err
	}
	if err := cmp.Or(r.warnOfPixels(images), r.warnOfImages(figures), r.warnOfFewSteps(images.Len())); err != nil {
		return err
	}
	r.Stepper, err = NewStepper(model, r.config.Optimization, r.perEpoch)
	return err
}

// firstModel returns the model that the run begins with.
func (r *Run) firstModel(start vae.Start) (*vae.Model, error) {
	if r.config.Start == (Start{}) {
		return vae.New(r.config.Model, r.config.Optimization.Seed, start)
	}
	run := r.config.Start.Run
	found, err := vae.FindCheckpoint(run)
	if err != nil {
		return nil, err
	}
	if s, err := NewStart(run, found.State); err != nil || r.config.Start.SHA256 != "" && s != r.config.Start {
		return nil, cmp.Or(err, error(&StartError{run, "its weights have changed"}))
	}
	of, err := ReadConfig(found.State)
	if err != nil {
		return nil, err
	}
	model, err := vae.FromCheckpoint(found.State, of.Model)
	if err != nil {
		return nil, err
	}
	if misfit := misfit(of.Model, r.config.Model); misfit != "" {
		return nil, &StartError{run, misfit}
	}
	return model, r.warnOfSeenImages(of.Data)
}

// misfit returns why the weights of one model do not fit another, or "".
func misfit(have, want vae.Config) string {
	have.Init = want.Init // weights that were trained can be of any
	switch {
	case reflect.DeepEqual(have, want):
		return ""
	case have.Shape() != want.Shape():
		return fmt.Sprintf("its images are %v, not %v", have.Shape(), want.Shape())
	case have.Conditional && !want.Conditional:
		return "it is a conditional model"
	case !have.Conditional && want.Conditional:
		return "it is no conditional model"
	case have.PriorName() != want.PriorName():
		return fmt.Sprintf("its prior is %s, not %s", have.PriorName(), want.PriorName())
	}
	return fmt.Sprintf("its architecture is %s, latent %d, %s, %s",
		have.Network(), have.Latent, have.Activation, have.Likelihood)
}

// observe adds the observers that write metrics and pictures.
func (r *Run) observe(splits *data.Splits) error {
	metrics, err := newMetrics(r)
	if err != nil {
		return err
	}
	r.shown = splits.Validation
	if r.shown.Len() == 0 {
		r.shown = splits.Train
	}
	pictures, err := newPictures(r)
	if err != nil {
		return err
	}
	r.observers = append([]Observer{metrics, pictures}, r.observers...)
	return nil
}

// Epochs returns the number of epochs that are done.
func (r *Run) Epochs() int { return r.progress.Epoch }

// Model returns the model that is trained.
func (r *Run) Model() *vae.Model { return r.model }
