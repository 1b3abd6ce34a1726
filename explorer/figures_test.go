package explorer_test

import (
	"fmt"
	"strings"
	"testing"

	"vae/data"
	"vae/evaluate"
)

// scores returns those of a set, as the explorer estimates them.
func (r *run) scores(set *data.Set) (all []evaluate.Score) {
	r.Helper()
	model, protocol := r.loaded.Priors[0].Model, r.loaded.Images.Protocol
	err := evaluate.Scores(r.Context(), model, set, protocol, func(s evaluate.Score) error {
		all = append(all, s)
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
	return all
}

// checkText checks that an element's text has a part, whose minus signs may be hyphens.
func (p *tab) checkText(selector, part string) {
	p.Helper()
	part = strings.ReplaceAll(part, "-", "−")
	if got := value[string](p, text(selector)); !strings.Contains(got, part) {
		p.Errorf("%s says %q, want %q in it", selector, got, part)
	}
}

// TestPage_figures compares the figures of the page with the library's.
func TestPage_figures(t *testing.T) {
	r := trained(t, digitsConfig(t, "mlp:32"))
	p := explore(t, r)
	scores := r.scores(r.images)
	nelbo := evaluate.NewCard(scores, r.loaded.Images.Protocol).NELBO
	p.checkText("header", fmt.Sprintf("−ELBO %.2f ± %.2f nats of 300 test images", nelbo.Mean, nelbo.StandardError))

	logP := make([]float64, len(scores))
	least := 0
	for i, s := range scores {
		if logP[i] = s.LogLikelihood().Value; logP[i] < logP[least] {
			least = i
		}
	}
	p.checkText(".unlikely li:first-child span", fmt.Sprintf("%.0f", logP[least]))
	p.click(".unlikely button")
	p.wait(text(".look small") + fmt.Sprintf("=== '%d'", least))
	p.rest()
	p.checkText(".look .figures", "0th percentile of 300 test images")
	p.checkText(".look .figures", fmt.Sprintf("≥ %.1f", logP[least]))
	p.checkText(".look .figures", terms(scores[least]))
}

// terms returns −ELBO and its terms as the page shows them.
func terms(s evaluate.Score) string {
	return fmt.Sprintf("−ELBO %.1f = recon %.1f + KL %.1f", s.NELBO(), s.Recon, s.KL)
}
