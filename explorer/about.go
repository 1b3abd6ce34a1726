package explorer

import (
	"cmp"
	"net/http"
	"slices"

	"vae"
	"vae/evaluate"
)

// about is what the page says of the run.
type about struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	State   string `json:"state"`
	Command string `json:"command"` // that trains on
	Problem string `json:"problem"` // why another checkpoint is not shown, or nothing known of the training
	Model   *card  `json:"model"`   // nil before the first checkpoint
}

// card is what the page says of a checkpoint.
type card struct {
	Path        string      `json:"path"`
	Epoch       int         `json:"epoch"`
	Step        int64       `json:"step"`
	Network     string      `json:"network"`
	Latent      int         `json:"latent"`
	Height      int         `json:"height"`
	Width       int         `json:"width"`
	Channels    int         `json:"channels"`
	Likelihood  string      `json:"likelihood"`
	Kind        string      `json:"kind"` // of figure that log p(x) is
	Conditional bool        `json:"conditional"`
	Priors      []priorCard `json:"priors"`
	Classes     []vae.Class `json:"classes"` // on which the model or a prior depends
	Data        *dataCard   `json:"data"`
	Missing     string      `json:"missing"` // why there are no data

	Dimensions      []dimension        `json:"dimensions"` // the most informative first; nil: not encoded yet
	DimensionFigure string             `json:"dimension_figure"`
	NELBO           *evaluate.Estimate `json:"nelbo"`  // of the scored images; nil: not scored yet
	Scored          int                `json:"scored"` // images
	Samples         int                `json:"samples"`
}

type priorCard struct {
	Name    string      `json:"name"`
	Title   string      `json:"title"`
	Classes []vae.Class `json:"classes"` // it draws from any of them
}

// dataCard is what the page says of the images.
type dataCard struct {
	Source     string   `json:"source"`
	Split      string   `json:"split"`
	Images     int      `json:"images"`
	Labels     []int    `json:"labels"` // that occur, ascending
	Names      []string `json:"names"`  // of each
	Binarize   string   `json:"binarize"`
	Brightness float64  `json:"brightness"` // mean pixel
}

func (s *Server) about(*http.Request) (any, error) {
	history := s.historyOrLost()
	all := about{
		Name: s.Name, Version: s.Version, State: history.State, Command: history.Command, Problem: history.Problem,
	}
	now, problem := s.snapshot(), s.Problem()
	if problem != nil {
		all.Problem = problem.Error()
	}
	if now == nil {
		return all, nil
	}
	if now.Images != nil {
		now.scores.begin() // and what they follow from
	}
	all.Problem = cmp.Or(all.Problem, now.trouble())
	card, err := now.card()
	all.Model = card
	return all, err
}

func (s *snapshot) card() (*card, error) {
	c := s.model().Config()
	shape := c.Shape()
	all := &card{
		Path: s.Path, Epoch: s.Epoch, Step: s.Step, Network: c.Network(), Latent: c.Latent,
		Height: shape.H, Width: shape.W, Channels: shape.C,
		Likelihood: c.Likelihood, Kind: s.Kind, Conditional: c.Conditional, Missing: s.Missing,
	}
	for _, p := range s.Priors {
		all.Priors = append(all.Priors, priorCard{p.Name, p.Title, p.Model.Classes()})
	}
	if c.Conditional {
		all.Classes = c.Classes
	}
	if s.Images == nil {
		return all, nil
	}
	var err error
	if all.Data, err = s.dataCard(); err != nil {
		return nil, err
	}
	all.Samples = s.Images.Protocol.Samples
	if s.codes.ready() {
		all.Dimensions, all.DimensionFigure = s.dimensions, s.dimensionFigure
	}
	if s.scores.ready() {
		all.NELBO, all.Scored = &s.scores.value.nelbo, len(s.scores.value.all)
	}
	return all, nil
}

func (s *snapshot) dataCard() (*dataCard, error) {
	i := s.Images
	brightness, err := i.brightness()
	d := &dataCard{
		Source: i.Source, Split: i.Split, Images: i.Len(),
		Binarize: i.Loader.Binarize.String(), Brightness: brightness,
	}
	d.Labels = slices.Compact(slices.Sorted(slices.Values(i.Labels())))
	for _, label := range d.Labels {
		d.Names = append(d.Names, i.ClassName(label))
	}
	return d, err
}

// brightness returns the mean pixel of some images.
func (i *Images) brightness() (sum float64, err error) {
	all, err := i.Sample(200, 1).Statistics()
	for _, v := range all.Mean {
		sum += float64(v) / float64(len(all.Mean))
	}
	return sum, err
}

func (s *Server) history(*http.Request) (any, error) {
	defer s.asked.Add(1)
	return s.historyOrLost(), nil
}

func (s *Server) picture(r *http.Request) (any, error) { return s.Run.Picture(r.PathValue("name")) }
