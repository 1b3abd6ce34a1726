package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"vae/train"
)

// stage is one of the recipes that lead from random weights to a result.
type stage struct {
	name string
	train.Config
}

// chain returns the recipe of the entry after all that it starts from.
func (e entry) chain() ([]stage, error) {
	var chain []stage
	for name := e.recipe; name != ""; {
		if slices.ContainsFunc(chain, func(s stage) bool { return s.name == name }) {
			return nil, fmt.Errorf("%s starts from itself", name)
		}
		config, err := train.ReadConfigFile(recipeFile(name))
		if err != nil {
			return nil, err
		}
		chain = append(chain, stage{name, config})
		if name = ""; config.Start.Run != "" {
			name = filepath.Base(config.Start.Run)
		}
	}
	slices.Reverse(chain)
	return chain, nil
}

func recipeFile(name string) string { return "recipes/" + name + ".json" }
