package train_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/rng"
	"vae/train"
)

// sharded returns a stepper for the config, at its first step, and the loader of its shards.
func sharded(t *testing.T, config train.Config, splits *data.Splits) (*train.Stepper, *vae.Model, *data.Loader) {
	t.Helper()
	model, err := vae.New(config.Model, config.Optimization.Seed, vae.Start{Mean: meanOf(t, splits.Train)})
	check(t, err)
	o := config.Optimization
	loader, err := data.NewLoader(splits.Train, data.LoaderConfig{
		BatchSize: o.BatchSize, Shards: o.Shards, Training: true, Binarize: config.Data.Binarize, Seed: o.Seed,
	})
	check(t, err)
	stepper, err := train.NewStepper(model, o, int64(loader.StepsPerEpoch()))
	check(t, err)
	return stepper, model, loader
}

// TestStepper_shardsAreTheWholeBatch compares the terms of a step and its gradient with those of
// one graph on the whole batch with the same noise, where the objective is a mean over images: they
// differ by rounding.
func TestStepper_shardsAreTheWholeBatch(t *testing.T) {
	splits := digits(t)
	for name, change := range map[string]string{
		"elbo": `{}`, "draws": `{"optimization": {"objective": {"samples": 3}}}`,
		"iwae":  `{"optimization": {"objective": {"bound": "iwae", "samples": 4, "gradient": "dreg"}}}`,
		"vamp":  `{"model": {"prior": "vamp", "components": 3}}`,
		"conv":  `{"model": {"net": "conv", "filters": [4]}}`,
		"class": `{"model": {"prior": "gaussian-per-class", "conditional": true}}`,
	} {
		for _, count := range []int{2, 3, 8} {
			config := variant(t, splits, change)
			config.Optimization.BatchSize, config.Optimization.Shards = 24, count
			stepper, model, loader := sharded(t, config, splits)
			whole, err := model.NewTraining(24, config.Optimization.Objective)
			check(t, err)
			want := step(t, whole, config, loader)
			gradients := make([][]float32, 0, len(whole.Gradients()))
			for _, g := range whole.Gradients() { // before the weights change
				gradients = append(gradients, slices.Clone(g.Grad))
			}
			got := oneStep(t, stepper, loader)
			near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-5*math.Abs(b) } // float32 keeps 6e-8 of a term
			if !near(got.Recon, want.Recon) || !near(got.KL, want.KL) || !near(got.Objective, want.Objective) {
				t.Errorf("%s in %d shards: terms %+v, want %+v", name, count, got, want)
			}
			for i, v := range stepper.Variables() {
				// Adam's first slot is then a tenth of the gradient of the mean.
				sum, slot := distance(v.Grad, float64(count), gradients[i]), distance(v.Slots[0], 0.1, gradients[i])
				if sum > 1e-5 || slot > 1e-5 { // likewise
					t.Errorf("%s in %d shards: the gradient of %s is off by %.2g, in the optimiser %.2g, of its norm",
						name, count, v.Name, sum, slot)
				}
			}
		}
	}
}

// step computes the first batch of a loader of shards in one graph, with the noise of the shards.
func step(t *testing.T, whole *vae.Training, config train.Config, loader *data.Loader) vae.Terms {
	t.Helper()
	var in vae.Input
	noise, count := whole.Noise(), config.Optimization.Shards
	for shard, err := range loader.From(t.Context(), 0) {
		check(t, err)
		if shard.Step > 0 {
			break
		}
		in.Images, in.Labels = append(in.Images, shard.Images...), append(in.Labels, shard.Labels...)
		size := len(noise) / count
		stream := rng.Stream(config.Optimization.Seed, "noise", uint64(shard.Shard))
		stream.Normal(noise[shard.Shard*size : (shard.Shard+1)*size])
	}
	check(t, whole.Give(in))
	terms, err := whole.Step(1)
	check(t, err)
	return terms
}

// oneStep takes the first step.
func oneStep(t *testing.T, s *train.Stepper, loader *data.Loader) vae.Terms {
	t.Helper()
	for shard, err := range loader.From(t.Context(), 0) {
		check(t, err)
		terms, taken, err := s.Step(shard)
		check(t, err)
		if taken {
			return terms
		}
	}
	panic("the loader has ended")
}

// distance returns ‖x/n − y‖ / ‖y‖.
func distance(x []float32, n float64, y []float32) float64 {
	var d, norm float64
	for i := range y {
		d += math.Pow(float64(x[i])/n-float64(y[i]), 2)
		norm += math.Pow(float64(y[i]), 2)
	}
	return math.Sqrt(d / norm)
}

// TestStepper_clipsTheMean finds the norm of the gradient of the mean over shards, a tenth of which
// is in Adam's first slot, to be at most that of --clip.
func TestStepper_clipsTheMean(t *testing.T) {
	splits := digits(t)
	norm := func(clip float64) float64 {
		config := variant(t, splits, `{"optimization": {"batch_size": 16, "shards": 4}}`)
		config.Optimization.Clip = clip
		stepper, _, loader := sharded(t, config, splits)
		oneStep(t, stepper, loader)
		var sum float64
		for _, v := range stepper.Variables() {
			for _, m := range v.Slots[0] {
				sum += math.Pow(float64(m)/0.1, 2)
			}
		}
		return math.Sqrt(sum)
	}
	free := norm(0)
	for _, clip := range []float64{2 * free, free / 2} { // the norm of the sum is 4 · free
		if got, want := norm(clip), min(clip, free); math.Abs(got-want) > 1e-6*want { // β₁ is rounded to float32
			t.Errorf("clipped at %g the norm is %g, want %g", clip, got, want)
		}
	}
}

// TestStepper_freeBitsAreThoseOfEachShard compares the objective with Σ_j max(λ, KL_j) of each
// shard alone, and finds that of the whole batch to be another.
func TestStepper_freeBitsAreThoseOfEachShard(t *testing.T) {
	splits := digits(t)
	config := variant(t, splits, `{"optimization": {"batch_size": 16, "shards": 4, "objective": {"free_bits": 0.05}}}`)
	stepper, model, loader := sharded(t, config, splits)
	var want float64
	for shard, err := range loader.From(t.Context(), 0) {
		check(t, err)
		if shard.Step > 0 {
			break
		}
		alone, err := model.NewTraining(4, config.Optimization.Objective)
		check(t, err)
		check(t, alone.Give(vae.Input{Images: shard.Images}))
		stream := rng.Stream(config.Optimization.Seed, "noise", shard.Number)
		stream.Normal(alone.Noise())
		terms, err := alone.Step(1)
		check(t, err)
		want += terms.Objective / 4
	}
	whole, err := model.NewTraining(16, config.Optimization.Objective)
	check(t, err)
	other := step(t, whole, config, loader).Objective
	got := oneStep(t, stepper, loader).Objective
	if got != want || math.Abs(got-other) < 1e-3 { // sixty times what float32 keeps of it
		t.Errorf("objective %g, of the shards %g, of the whole batch %g", got, want, other)
	}
}

// TestStepper_namesTheArrayOfABadShard puts a NaN into the images of one shard. The weights stay as
// they were, and the next step is taken.
func TestStepper_namesTheArrayOfABadShard(t *testing.T) {
	splits := digits(t)
	config := variant(t, splits, `{"optimization": {"batch_size": 24, "shards": 3}}`)
	stepper, model, loader := sharded(t, config, splits)
	before := slices.Clone(model.Parameters()[0].Data)
	for shard, err := range loader.From(t.Context(), 0) {
		check(t, err)
		if shard.Shard == 1 {
			shard.Images[5] = float32(math.NaN())
		}
		_, taken, err := stepper.Step(shard)
		if shard.Shard < 2 {
			check(t, err)
			continue
		}
		var numbers *train.NumbersError
		if taken || !errors.As(err, &numbers) || numbers.Tensor != "the images" || numbers.Step != 1 {
			t.Errorf("taken %v, error %v", taken, err)
		}
		break
	}
	if !slices.Equal(model.Parameters()[0].Data, before) || stepper.Steps() != 0 {
		t.Error("the step changed the weights")
	}
	if terms := oneStep(t, stepper, loader); math.IsNaN(terms.Objective) || stepper.Steps() != 1 {
		t.Errorf("afterwards %+v in step %d", terms, stepper.Steps())
	}
}

func TestConfig_boundsShards(t *testing.T) {
	for _, c := range []struct {
		batch, shards int
		want          string
	}{
		{1 << 18, 1, "262144 images at a time with 1 draws each are too many for a layer of 784 units"},
		{1 << 18, 8, ""},
		{16, 0, ""},
		{16, 3, "a batch of 16 images cannot be cut into 3 equal shards"},
		{16, 32, "a batch of 16 images cannot be cut into 32 equal shards"},
		{16, -1, "a batch of 16 images cannot be cut into -1 equal shards"},
	} {
		config := tiny(t, digits(t))
		config.Optimization.BatchSize, config.Optimization.Shards = c.batch, c.shards
		said := ""
		if err := config.Validate(); err != nil {
			said = err.Error()
		}
		if said != c.want {
			t.Errorf("%d images in %d shards: error %q, want %q", c.batch, c.shards, said, c.want)
		}
	}
}

// TestStepper_needsTheMemoryOfAShard compares what a stepper with eight shards allocates with that
// for a batch of one shard's size: beside the sums, of which there are ⌈log₂ 8⌉ + 1, the same.
func TestStepper_needsTheMemoryOfAShard(t *testing.T) {
	splits := digits(t)
	model, err := vae.New(tiny(t, splits).Model, 1, vae.Start{Mean: meanOf(t, splits.Train)})
	check(t, err)
	allocated := func(batch, shards int) int {
		o := tiny(t, splits).Optimization
		o.BatchSize, o.Shards = batch, shards
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		stepper, err := train.NewStepper(model, o, 1)
		check(t, err)
		in := data.Batch{Images: make([]float32, batch/max(1, shards)*784)}
		for in.Shard = range max(1, shards) {
			_, _, err := stepper.Step(in)
			check(t, err)
		}
		runtime.ReadMemStats(&after)
		return int(after.TotalAlloc - before.TotalAlloc)
	}
	small, large, sums := allocated(512, 1), allocated(4096, 8), 4*4*model.Weights()
	if large > small+sums+small/20 {
		t.Errorf("%d bytes for 8 × 512 images, %d for 512, sums of %d", large, small, sums)
	}
}
