package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"vae/checkpoints"
	"vae/data"
	"vae/evaluate"
)

// passing are the flags of commands that compute something of each image: they may do so of a shard
// of the images, and share the images among ranks.
type passing struct {
	Shard      shard         `placeholder:"I/N" help:"Work on the I-th of N equal parts of the images, I from 0 to N − 1, and write a piece, NAME.piece; vae merge joins all N."`
	MaxSilence time.Duration `default:"10m" help:"Of several processes (vae help ranks): end all when one waits for the others for so long; 0: never."`
}

// join joins the other ranks. Those with a number above 0 do the same as rank 0, but for what is
// printed and written.
func (p *passing) join(a *app) error {
	if err := a.join(); err != nil || a.world.Size() == 1 {
		return err
	}
	a.peers = a.peersFor(p.MaxSilence)
	if a.world.Rank() > 0 {
		a.stdout, a.stderr = &results{w: io.Discard}, io.Discard
	}
	return a.agreeOnInstructions()
}

// check returns an error if the flags make no sense. It decides where a shard goes, unless the user
// has.
func (p *passing) check(a *app, output *string) error {
	if p.MaxSilence < 0 {
		return usagef("--max-silence %v is not 0 or more", p.MaxSilence)
	}
	if p.Shard.some() && !a.gave(output) {
		*output = p.Shard.file(a.command)
	}
	return nil
}

// follows reports whether rank 0 prints and writes for this process.
func (a *app) follows() bool { return a.peers != nil && a.world.Rank() > 0 }

// provenance says of what the results of a pass are.
type provenance struct {
	What     string   `json:"what"`    // scores, codes, …
	Weights  string   `json:"weights"` // digest
	Priors   []string `json:"priors"`  // digests of those that were fitted, "" of the model's own
	Images   string   `json:"images"`  // fingerprint
	Labels   string   `json:"labels"`  // digest, "" where there are none
	N        int      `json:"n"`       // images
	Settings []string `json:"settings"`
}

// relay returns how the results of images come together; nil if this process computes all of them.
// The runs differ only in their priors.
func (a *app) relay(what string, runs []*trained, images *images, settings []string) (evaluate.Relay, error) {
	if a.peers == nil && a.piece == nil && a.pieces == nil {
		return nil, nil
	}
	fingerprint, err := images.Fingerprint()
	if err != nil {
		return nil, err
	}
	of := provenance{What: what, Weights: runs[0].Digest(), Images: fingerprint, N: images.Len(), Settings: settings}
	for _, t := range runs {
		prior, err := t.priorDigest()
		if err != nil {
			return nil, err
		}
		of.Priors = append(of.Priors, prior)
	}
	if images.Labelled() {
		sum := sha256.New()
		for i := range images.Len() {
			fprintf(sum, "%d\n", images.Label(i))
		}
		of.Labels = hex.EncodeToString(sum.Sum(nil))
	}
	return relay{a, of}, nil
}

// priorDigest returns the SHA-256 of the fitted prior, "" if there is none.
func (t *trained) priorDigest() (string, error) {
	fitted := t.Fitted()
	if fitted == nil {
		return "", nil
	}
	state, err := fitted.State()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	err = checkpoints.Encode(sum, state)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// relay brings the results of a pass from other ranks, from pieces, or into one.
type relay struct {
	*app
	of provenance
}

var _ evaluate.Relay = relay{}

func (r relay) Pass(ctx context.Context, set *data.Set, c data.LoaderConfig,
	compute func(first int, batch data.Batch) ([]byte, error), take func(block []byte) error) error {
	if r.pieces != nil {
		return r.pieces.pass(r.of, take)
	}
	part := evaluate.Part{To: r.of.N}
	if r.peers != nil {
		part.Peers = r.peers
		if err := r.compareProvenance(); err != nil {
			return err
		}
	}
	if r.piece != nil {
		part.From, part.To = r.piece.shard.rows(r.of.N)
		if err := r.piece.begin(section{r.of, part.From, part.To}); err != nil {
			return err
		}
		take = r.piece.add
	}
	return part.Pass(ctx, set, c, compute, take)
}

// compareProvenance returns an error if ranks are about to compute something of different things.
func (r relay) compareProvenance() error {
	own, err := json.Marshal(r.of)
	if err != nil {
		return err
	}
	all, err := r.peers.Gather(own, nil)
	if err != nil {
		return err
	}
	var first provenance
	if err := json.Unmarshal(all[0], &first); err != nil {
		return err
	}
	for rank := range all {
		var other provenance
		if err := json.Unmarshal(all[rank], &other); err != nil {
			return err
		}
		if name := first.differs(other); name != "" {
			return inputf("rank %d of %d has other %s than rank 0", rank, len(all), name)
		}
	}
	return nil
}

// differs returns the name of what is not the same in two origins, or "".
func (o provenance) differs(other provenance) string {
	for _, c := range []struct {
		name string
		same bool
	}{
		{"settings", fmt.Sprint(o.What, o.Settings) == fmt.Sprint(other.What, other.Settings)},
		{"weights", o.Weights == other.Weights},
		{"priors", fmt.Sprint(o.Priors) == fmt.Sprint(other.Priors)},
		{"images", o.Images == other.Images && o.N == other.N},
		{"labels", o.Labels == other.Labels},
	} {
		if !c.same {
			return c.name
		}
	}
	return ""
}
