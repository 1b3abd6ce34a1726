package vae_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"vae"
)

func TestConfig_validate(t *testing.T) {
	for want, change := range map[string]func(*vae.Config){
		"image size 0×4":               func(c *vae.Config) { c.Height = 0 },
		"channels 2 is not":            func(c *vae.Config) { c.Channels = 2 },
		"latent 0 is outside":          func(c *vae.Config) { c.Latent = 0 },
		"hidden layer of 0 units":      func(c *vae.Config) { c.Hidden = []int{3, 0} },
		"65 hidden layers":             func(c *vae.Config) { c.Hidden = make([]int, 65) },
		"a network of":                 func(c *vae.Config) { c.Hidden = []int{1 << 20, 1 << 20} },
		`unknown initialiser "ones"`:   func(c *vae.Config) { c.Init = "ones" },
		`unknown activation "cosh"`:    func(c *vae.Config) { c.Activation = "cosh" },
		`unknown likelihood "student"`: func(c *vae.Config) { c.Likelihood = "student" },
		`unknown prior "flat"`:         func(c *vae.Config) { c.Prior = "flat" },
		`unknown network "tree"`:       func(c *vae.Config) { c.Net = "tree" },
		"conv has no filters":          func(c *vae.Config) { c.Net = "conv" },
		"mlp has no levels":            func(c *vae.Config) { c.Filters = []int{1} },
		"convolution of 0 channels is": func(c *vae.Config) { c.Net, c.Filters = "conv", []int{0} },
		"conv:1,1/6,5 has 2 levels, and images of 3×4 allow 1": func(c *vae.Config) { c.Net, c.Filters = "conv", []int{1, 1} },
		"sigma 0 is not above 0": func(c *vae.Config) {
			c.Likelihood, c.Options = "gaussian", vae.Options{"sigma": 0}
		},
		"has the option sigma": func(c *vae.Config) { c.Options = vae.Options{"sigma": 1} },
	} {
		c := small()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestConfig_json checks the form in checkpoints: options are beside the fields, and defaults are
// left out.
func TestConfig_json(t *testing.T) {
	gaussian, mixture, colour := small(), small(), small().WithShape(vae.Shape{C: 3, H: 3, W: 4})
	gaussian.Likelihood, gaussian.Options = "gaussian", vae.Options{"sigma": 0.3}
	mixture.Prior, mixture.Options = "mixture", vae.Options{"components": 7}
	const rest = `"hidden":[6,5],"latent":2,"activation":"tanh","init":"glorot","likelihood":`
	const fields = `{"height":3,"width":4,` + rest
	for want, c := range map[string]vae.Config{
		fields + `"bernoulli"}`: small(),
		`{"height":3,"width":4,"channels":3,` + rest + `"bernoulli"}`: colour,
		fields + `"gaussian","sigma":0.3}`:                            gaussian,
		fields + `"bernoulli","prior":"mixture","components":7}`:      mixture,
	} {
		text, err := json.Marshal(c)
		if err != nil || string(text) != want {
			t.Errorf("%s, error %v, want %s", text, err, want)
		}
		var back vae.Config
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c) {
			t.Errorf("%s became %+v, error %v", text, back, err)
		}
	}
	var bare vae.Config
	if err := json.Unmarshal([]byte(fields+`"gaussian","prior":"mixture"}`), &bare); err != nil ||
		!reflect.DeepEqual(bare.Options, vae.Options{"sigma": 0.1, "components": 50}) {
		t.Errorf("options that are missing became %v, error %v", bare.Options, err)
	}
	for text, want := range map[string]string{
		`{"height":3,"colour":1}`: `unknown field "colour"`,
		`{"sigma":"wide"}`:        "sigma: ",
		`[3]`:                     "cannot unmarshal array",
	} {
		if err := json.Unmarshal([]byte(text), new(vae.Config)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
}

func TestConfig_layers(t *testing.T) {
	layers, err := small().Layers()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range layers {
		names = append(names, l.Name+" "+l.Activation+" of "+strings.Join(l.Inputs, ", "))
	}
	want := []string{
		"encoder/fc1 tanh of images", "encoder/fc2 tanh of encoder/fc1", "encoder/posterior identity of encoder/fc2",
		"decoder/fc1 tanh of codes", "decoder/fc2 tanh of decoder/fc1", "decoder/pixels identity of decoder/fc2",
	}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

func TestConfig_trains(t *testing.T) {
	c := small()
	free := vae.Objective{FreeBits: 1}
	if err := c.Trains(free); err != nil {
		t.Error(err)
	}
	c.Prior = "mixture"
	if err := c.Trains(vae.Objective{}); err != nil {
		t.Error(err)
	}
	if err := c.Trains(free); err == nil || !strings.Contains(err.Error(), "free bits need a KL in closed form") {
		t.Errorf("error %v", err)
	}
}
