package main

import (
	"os"
	"strings"
	"testing"
)

// entryOf returns the entry of a recipe.
func entryOf(t *testing.T, name string) entry {
	t.Helper()
	for _, e := range entries {
		if e.recipe == name {
			return e
		}
	}
	t.Fatalf("there is no recipe %s", name)
	return entry{}
}

// TestChanges_areThoseOfTheRecipe checks that the page says what a recipe changes, and no more.
func TestChanges_areThoseOfTheRecipe(t *testing.T) {
	t.Chdir("../..")
	for _, c := range []struct{ recipe, changes string }{
		{"pytorch-example", ""},
		{"conv-mnist", "model conv:32,64/256, silu, latent 40, prior standard instead of two gated layers of 300 units, " +
			"latent 40, prior standard; epochs in all 300, theirs not known; patience none instead of 50 epochs; " +
			"warm-up of β none instead of 100 epochs; batches of 128 instead of 100; learning rate 0.003 instead of 0.0005; " +
			"schedule cosine instead of constant; "},
		{"conv-cifar-10", "model conv:32,64,128/256, silu, latent 128, prior standard instead of 43 levels of codes among " +
			"residual blocks of 384 channels; epochs in all 300 instead of 650; batches of 128 instead of 32; " +
			"optimiser adam instead of adamw; learning rate 0.001 instead of 0.0002; schedule cosine instead of constant; "},
		{"pythae-vae-60000", "images 60000 instead of 50000; schedule constant instead of 37 % lower after epochs 200 and 350; "},
		{"burda-vae", "images 60000 instead of 59600; epochs in all 1000 instead of 3280; batches of 100 instead of 20; " +
			"learning rate 0.003 instead of 0.001; "},
		{"best-iwae-50", "starts from best-iwae-5-long; images 60000 instead of 59600; epochs in all 1315 instead of 3280; " +
			"batches of 100 instead of 20; schedule cosine instead of staircase; momentum 0.99 instead of 0.9; " +
			"gradient DReG instead of standard; "},
	} {
		e := entryOf(t, c.recipe)
		chain, err := e.chain()
		if err != nil {
			t.Error(err)
			continue
		}
		set, err := setOf(chain[0].Config)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := e.theirs.changes(chain, set); got != c.changes+e.theirs.others {
			t.Errorf("%s: %q, want %q", c.recipe, got, c.changes+e.theirs.others)
		}
	}
}

// TestChain_endsInACircle checks that recipes that start from each other are an error.
func TestChain_endsInACircle(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("recipes", 0o777); err != nil {
		t.Fatal(err)
	}
	for name, start := range map[string]string{"a": "b", "b": "a"} {
		if err := os.WriteFile(recipeFile(name), []byte(`{"start": {"run": "runs/results/`+start+`"}}`), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (entry{recipe: "a"}).chain(); err == nil || !strings.Contains(err.Error(), "starts from itself") {
		t.Errorf("error %v", err)
	}
}
