package main

import (
	"os"
	"slices"
	"testing"

	"vae/train"
)

// TestEntries_areTheRecipes checks that each recipe is a config that can be trained, once the data
// have told the size of its images, and stands on the page.
func TestEntries_areTheRecipes(t *testing.T) {
	var want []string
	for _, e := range entries {
		want = append(want, e.recipe+".json")
		config, err := train.ReadConfigFile("../../recipes/" + e.recipe + ".json")
		if err != nil {
			t.Error(err)
			continue
		}
		set, err := setOf(config)
		if err != nil {
			t.Errorf("%s: %v", e.recipe, err)
		}
		config.Model = config.Model.WithShape(set.Shape)
		if err := config.Validate(); err != nil {
			t.Errorf("%s: %v", e.recipe, err)
		}
	}
	files, err := os.ReadDir("../../recipes")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	var got []string
	for _, file := range files {
		got = append(got, file.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("recipes %v, entries %v", got, want)
	}
}
