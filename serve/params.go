package serve

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vae/internal/web"
)

// settings are the parameters of a request.
type settings struct {
	labels      []int
	output      string
	prior       string
	seed        uint64
	n           int
	samples     int
	temperature float64
	draw        bool
}

// schema is one of OpenAPI.
type schema = map[string]any

// param is a parameter in the query of a request.
type param struct {
	name, help string
	usual      string // "": none
	of         schema
	read       func(s *settings, text string) error
}

var (
	seed = param{"seed", "Random seed of the draws.", "1",
		schema{"type": "integer", "minimum": 0, "maximum": uint64(math.MaxUint64)},
		func(s *settings, text string) (err error) {
			s.seed, err = strconv.ParseUint(text, 10, 64)
			return err
		}}
	temperature = param{"temperature", "Factor of the standard deviations of the codes.", "1",
		schema{"type": "number", "minimum": 0, "maximum": 100},
		func(s *settings, text string) (err error) {
			s.temperature, err = strconv.ParseFloat(text, 64)
			if err == nil && !(s.temperature >= 0 && s.temperature <= 100) {
				err = strconv.ErrRange
			}
			return err
		}}
	draw = param{"draw", "Draw the pixels too, instead of their means.", "false", schema{"type": "boolean"},
		func(s *settings, text string) (err error) {
			s.draw, err = strconv.ParseBool(text)
			return err
		}}
	label = param{"label", "Label of all images, or of each between commas, for what depends on labels.", "",
		schema{"type": "string", "pattern": "^-?[0-9]{1,9}(,-?[0-9]{1,9})*$"},
		func(s *settings, text string) error {
			for number := range strings.SplitSeq(text, ",") {
				n, err := strconv.Atoi(number)
				if err != nil {
					return err
				}
				s.labels = append(s.labels, n)
			}
			return nil
		}}
	number  = whole("n", "Number of images.", 64, mostRows, func(s *settings) *int { return &s.n })
	samples = whole("samples", "Draws z ~ q(z|x) for each image.", 100, 10_000,
		func(s *settings) *int { return &s.samples })
	output = choice("output", "What .npy has of the posterior: its mean, or a draw.", "mean",
		func(s *settings) *string { return &s.output }, "mean", "sample")
	scorePrior = choice("prior", "Prior to score under: the model's own, or the fitted one.", ownPrior,
		func(s *settings) *string { return &s.prior }, ownPrior, fittedPrior)
	samplePrior = choice("prior", "Prior to draw from; without it the fitted one, if there is one.", "",
		func(s *settings) *string { return &s.prior }, ownPrior, fittedPrior)
)

// The priors of a model.
const (
	ownPrior    = "own"
	fittedPrior = "fitted"
)

// whole returns the parameter of a number from 1 on.
func whole(name, help string, usual, most int, at func(*settings) *int) param {
	return param{name, help, strconv.Itoa(usual), schema{"type": "integer", "minimum": 1, "maximum": most},
		func(s *settings, text string) error {
			n, err := strconv.Atoi(text)
			if *at(s) = n; err == nil && (n < 1 || n > most) {
				err = strconv.ErrRange
			}
			return err
		}}
}

// choice returns the parameter of one of several words.
func choice(name, help, usual string, at func(*settings) *string, words ...string) param {
	return param{name, help, usual, schema{"type": "string", "enum": words},
		func(s *settings, text string) error {
			if *at(s) = text; !slices.Contains(words, text) {
				return strconv.ErrSyntax
			}
			return nil
		}}
}

// settings reads the query of a request.
func (rt route) settings(query string) (s settings, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return s, web.BadRequest("%v", err)
	}
	for name, texts := range values {
		if !slices.ContainsFunc(rt.params, func(p param) bool { return p.name == name }) {
			return s, web.BadRequest("%s has no parameter %q", rt.path, name)
		}
		if len(texts) > 1 {
			return s, web.BadRequest("%s is given twice", name)
		}
	}
	for _, p := range rt.params {
		text := p.usual
		if values.Has(p.name) {
			text = values.Get(p.name)
		} else if text == "" {
			continue
		}
		if err := p.read(&s, text); err != nil {
			return s, web.BadRequest("%s=%s: expected %s", p.name, text, p.expected())
		}
	}
	return s, nil
}

// expected says what a parameter may be.
func (p param) expected() string {
	switch {
	case p.of["enum"] != nil:
		return strings.Join(p.of["enum"].([]string), " or ")
	case p.of["maximum"] != nil:
		return fmt.Sprintf("%v from %v to %v", p.of["type"], p.of["minimum"], p.of["maximum"])
	case p.of["minimum"] != nil:
		return fmt.Sprintf("%v from %v on", p.of["type"], p.of["minimum"])
	case p.name == label.name:
		return "a label, or several between commas"
	}
	return fmt.Sprint(p.of["type"])
}
