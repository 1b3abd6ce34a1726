package explorer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"vae"
	"vae/evaluate"
	"vae/internal/raster"
	"vae/internal/web"
	"vae/latent"
)

// What an exported file holds is bounded, for it to open from a mail.
const (
	exportedBytes  = 2 << 20 // of the images
	exportedImages = 2000
	poolDraws      = 512 // of a prior
	poolOfClass    = 64
)

// exported is the content of a file with everything that the page needs, as page/src/file.ts reads
// it.
type exported struct {
	About       about            `json:"about"`
	History     *History         `json:"history"`
	Network     Network          `json:"network"`
	Weights     []byte           `json:"weights"`
	Images      []byte           `json:"images"`  // (N·D)
	Numbers     []int            `json:"numbers"` // (N) of the images in their source
	Labels      []int            `json:"labels"`  // (N), −1 for none
	Files       []string         `json:"files"`   // (N)
	Mean        []byte           `json:"mean"`    // (N·Z) float32
	LogVar      []byte           `json:"logvar"`
	Scores      []figures        `json:"scores"`      // (N)
	Percentiles []float64        `json:"percentiles"` // (N)
	Usual       []float64        `json:"usual"`       // log q(z) at codes of other images, ascending
	Planes      map[string]plane `json:"planes"`      // of the principal components, by prior
	Pools       []pool           `json:"pools"`
	Unlikely    []unlikelyImage  `json:"unlikely"`
}

// pool is made of draws from a prior, each with the mean of the component that it was drawn from:
// c + t·(z − c) is a draw at temperature t.
type pool struct {
	Prior   string `json:"prior"`
	Label   *int   `json:"label"`   // of all draws; nil: any
	Centres []byte `json:"centres"` // (n·Z) float32
	Codes   []byte `json:"codes"`
	Labels  []int  `json:"labels"` // (n) of the draws
}

// Export writes a file that shows the newest checkpoint of a run without a server: the networks
// compute in the page. It holds up to some thousand images, evenly spread.
func Export(ctx context.Context, w io.Writer, o Options) error {
	loaded, err := o.Run.Load(ctx)
	if err != nil {
		return err
	}
	if loaded.Images == nil {
		return fmt.Errorf("explorer: there are no images to export: %s", loaded.Missing)
	}
	s := newSnapshot(ctx, loaded, func(string) {})
	defer s.stop()
	return o.export(ctx, w, s)
}

func (o Options) export(ctx context.Context, w io.Writer, s *snapshot) error {
	content, err := o.content(ctx, s)
	if err != nil {
		return err
	}
	text, err := json.Marshal(content) // in which there is no <
	if err != nil {
		return err
	}
	var parts [3]string
	for i, name := range []string{"index.html", "main.css", "main.js"} {
		part, err := fs.ReadFile(embedded, "page/dist/"+name)
		if err != nil {
			return err
		}
		parts[i] = string(part)
	}
	page := strings.NewReplacer(
		"<title>vae explore</title>", `<title>vae explore</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">`,
		`<link rel="stylesheet" href="main.css">`, "<style>"+parts[1]+"</style>",
		`<script type="module" src="main.js"></script>`,
		`<script type="application/json" id="exported">`+string(text)+"</script>\n<script type=\"module\">"+parts[2]+"</script>",
	).Replace(parts[0])
	_, err = io.WriteString(w, page)
	return err
}

// content gathers what a file holds.
func (o Options) content(ctx context.Context, s *snapshot) (*exported, error) {
	found, err := s.scores.wait(ctx)
	if err != nil {
		return nil, err
	}
	codes := s.codes.value
	x := &exported{Planes: map[string]plane{}}
	var all vae.Codes
	var images vae.Input
	for _, i := range s.chosen(found) {
		in, err := s.read(ctx, s.Images.Slice(i, i+1))
		if err != nil {
			return nil, err
		}
		one := codes.Slice(i, i+1)
		all.Mean, all.LogVar = append(all.Mean, one.Mean...), append(all.LogVar, one.LogVar...)
		images.Images, images.Labels = append(images.Images, in.Images...), append(images.Labels, in.Labels...)
		x.Numbers = append(x.Numbers, s.Images.Index(i))
		x.Labels, x.Files = append(x.Labels, s.label(i)), append(x.Files, s.Images.File(i))
		x.Scores = append(x.Scores, figuresOf(found.all[i]))
		x.Percentiles = append(x.Percentiles, evaluate.Percentiles(found.logP[i:i+1], found.logP)[0])
	}
	x.Images, x.Mean, x.LogVar = raster.Bytes(images.Images), raw(all.Mean), raw(all.LogVar)
	if x.Network, err = NewCompactNetwork(s.model(), images); err != nil {
		return nil, err
	}
	x.Weights = x.Network.Weights
	x.Usual = latent.NewAggregate(all.Mean, all.LogVar, codes.Latent, 1).Reference()
	for _, p := range s.Priors {
		if x.Planes[p.Name], err = s.planeUnder(latent.PCA(all.Mean, codes.Latent), codes, p.Model); err != nil {
			return nil, err
		}
		pools, err := p.pools()
		if err != nil {
			return nil, err
		}
		x.Pools = append(x.Pools, pools...)
	}
	return x, o.describe(x, s)
}

// chosen returns the images that a file holds, in order: some evenly spread, and the least likely.
func (s *snapshot) chosen(found *scores) []int {
	scored := len(found.all)
	n := min(scored, exportedImages, max(1, exportedBytes/s.model().Config().Pixels()))
	chosen := slices.Clone(found.order[:min(mostUnlikely, scored)])
	for i := range n {
		chosen = append(chosen, i*scored/n)
	}
	slices.Sort(chosen)
	return slices.Compact(chosen)
}

// describe adds what the page says of the run.
func (o Options) describe(x *exported, s *snapshot) error {
	card, err := s.card()
	if err != nil {
		return err
	}
	card.Data.Images = len(x.Labels)
	x.About = about{Name: o.Name, Version: o.Version, Model: card}
	if x.History, err = o.Run.History(); err != nil {
		return err
	}
	x.History.Pictures, x.History.Command = nil, ""
	x.withoutPaths()
	x.Unlikely = leastLikely(x)
	return nil
}

// withoutPaths leaves of paths what others may see: names, and files as they lie in the source.
func (x *exported) withoutPaths() {
	source := x.About.Model.Data.Source
	for i, file := range x.Files {
		if within, err := filepath.Rel(source, file); err == nil && filepath.IsLocal(within) && within != "." {
			x.Files[i] = within
		} else if file != "" {
			x.Files[i] = filepath.Base(file)
		}
	}
	x.About.Model.Path, x.About.Model.Data.Source = filepath.Base(x.About.Model.Path), filepath.Base(source)
}

// leastLikely returns the least likely of the images in a file.
func leastLikely(x *exported) (all []unlikelyImage) {
	logP := make([]float64, len(x.Scores))
	for i, s := range x.Scores {
		logP[i] = -s.LogP
	}
	order := latent.Order(logP)
	for _, i := range order[:min(mostUnlikely, len(order))] {
		all = append(all, unlikelyImage{i, x.Labels[i], x.Scores[i].LogP})
	}
	return all
}

// pools returns draws from a prior: from all classes and, if it knows some, from each.
func (p Prior) pools() (all []pool, err error) {
	draw := func(n int, label *int) error {
		from := vae.PriorDraws{N: n, Seed: 1}
		for i := 0; i < n && label != nil; i++ {
			from.Labels = append(from.Labels, *label)
		}
		centres, err := p.Model.DrawPrior(from) // at temperature 0
		if err != nil {
			return err
		}
		from.Temperature = 1
		codes, err := p.Model.DrawPrior(from)
		all = append(all, pool{p.Name, label, raw(centres.Codes), raw(codes.Codes), codes.Labels})
		return err
	}
	if err := draw(poolDraws, nil); err != nil {
		return nil, err
	}
	for _, class := range p.Model.Classes() {
		if err := draw(poolOfClass, &class.Label); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// exportPage answers with the file.
func (s *Server) exportPage(w http.ResponseWriter, r *http.Request) {
	now, _, err := s.encoded(r)
	if err != nil {
		web.Refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment")
	if err := s.export(r.Context(), w, now); err != nil {
		web.Refuse(w, err)
	}
}
