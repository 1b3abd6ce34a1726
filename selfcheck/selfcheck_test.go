package selfcheck_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"vae/selfcheck"
)

func TestRun_passes(t *testing.T) {
	err := selfcheck.Run(context.Background(), 3, func(r selfcheck.Result) {
		t.Logf("%-60s%12.5g, expected %g ± %g", r.Check, float64(r.Figure), r.Expected, r.Tolerance)
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRun_stops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	err := selfcheck.Run(ctx, 1, func(r selfcheck.Result) {
		cancel()
		if !strings.HasPrefix(r.Check, "derivatives of ") { // the group that was under way
			t.Errorf("%s was checked, too", r.Check)
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestNumber_isNullWhereNotFinite(t *testing.T) {
	for want, v := range map[string]float64{"null": math.NaN(), "-0.5": -0.5} {
		text, err := json.Marshal(selfcheck.Result{Figure: selfcheck.Number(v)})
		if err != nil || !strings.Contains(string(text), `"figure":`+want+",") {
			t.Errorf("%g became %s, error %v", v, text, err)
		}
	}
}
