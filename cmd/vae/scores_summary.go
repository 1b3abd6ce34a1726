package main

import (
	"io"

	"vae"
	"vae/evaluate"
	"vae/internal/plural"
)

// scoring is what scores prints as JSON.
type scoring struct {
	Checkpoint  string              `json:"checkpoint"`
	Step        int64               `json:"step"`
	Data        string              `json:"data"`
	Split       string              `json:"split"`
	Images      int                 `json:"images"`
	Likelihood  string              `json:"likelihood"`
	Prior       string              `json:"prior"`
	Kind        vae.Kind            `json:"figure"` // what kind of number log p(x) is
	Protocol    evaluate.Protocol   `json:"protocol"`
	Effective   *evaluate.Effective `json:"effective_draws,omitempty"` // nil with one draw
	Among       *percentileSource   `json:"percentiles_among,omitempty"`
	LeastLikely []imageScore        `json:"least_likely"`
	Written     []string            `json:"written"` // paths of the table and of the sheet

	images   *images
	evidence string // what the scores are
}

// percentileSource says what percentiles are taken among.
type percentileSource struct {
	Split    string `json:"split"`
	Images   int    `json:"images"`
	Unlikely int    `json:"below_1_percent"` // of the scored images: less likely than 99 % of these
}

type imageScore struct {
	Index      int      `json:"index"`
	File       string   `json:"file,omitempty"`
	LogP       float64  `json:"log_p"`
	Percentile *float64 `json:"percentile,omitempty"`
}

// shownScores is the number of images in a summary.
const shownScores = 5

// summary tells how the scores were taken, and which images are the least likely.
func (s *scored) summary(written []string) scoring {
	all := scoring{
		Checkpoint: s.path, Step: s.state.Step, Data: s.ref, Split: s.split, Images: s.Len(),
		Likelihood: s.config.Model.Likelihood, Prior: s.priorName(), Kind: s.kind, Protocol: s.protocol,
		Written: written, images: s.images, evidence: s.evidence(),
	}
	if s.protocol.Samples > 1 {
		e := evaluate.NewEffective(s.scores)
		all.Effective = &e
	}
	if s.percentiles != nil {
		all.Among = &percentileSource{Split: s.among.split, Images: s.among.Len()}
		for _, p := range s.percentiles {
			if p < 1 {
				all.Among.Unlikely++
			}
		}
	}
	for _, i := range s.leastLikely(shownScores) {
		line := imageScore{Index: s.Index(i), File: s.File(i), LogP: s.scores[i].LogLikelihood().Value}
		if s.percentiles != nil {
			line.Percentile = &s.percentiles[i]
		}
		all.LeastLikely = append(all.LeastLikely, line)
	}
	return all
}

func (s scoring) print(w io.Writer) {
	fprintf(w, "%s, step %d, on %v\n\n", s.Checkpoint, s.Step, s.images)
	fprintf(w, "least likely%12s%12s\n", s.evidence, "percentile")
	for _, line := range s.LeastLikely {
		fprintf(w, "%12d%12.2f", line.Index, line.LogP)
		if line.Percentile != nil {
			fprintf(w, "%12.2f", *line.Percentile)
		}
		if line.File != "" {
			fprintf(w, "  %s", line.File)
		}
		fprintf(w, "\n")
	}
	if s.Among != nil {
		fprintf(w, "\n%d of %d images are less likely than 99 %% of %d %s images\n",
			s.Among.Unlikely, s.Images, s.Among.Images, s.Among.Split)
	}
	fprintf(w, "\nprotocol: %s likelihood, prior %s, binarisation %v, %s of z per image, seed %d\n",
		s.Likelihood, s.Prior, s.Protocol.Binarize, plural.Of(s.Protocol.Samples, "draw"), s.Protocol.Seed)
	if e := s.Effective; e != nil {
		fprintf(w, "effective draws: %.1f of %d in the mean over images, %.1f of the worst\n",
			e.Mean, s.Protocol.Samples, e.Worst)
	}
	fprintf(w, "figure: %s\n", meaning[s.Kind])
}
