package train

import "vae/internal/figure"

// Curve returns the rows of a run as a picture shows them.
func Curve(name string, rows []Row) figure.Run {
	run := figure.Run{Name: name}
	terms := func(f *Figures) *figure.Terms {
		if f == nil || *f == (Figures{}) { // or lost
			return nil
		}
		return &figure.Terms{NELBO: f.NELBO, Recon: f.Recon, KL: f.KL}
	}
	for _, row := range rows {
		run.Epochs = append(run.Epochs,
			figure.Epoch{Number: row.Epoch, Train: terms(&row.Train), Validation: terms(row.Validation)})
	}
	if row := best(rows); row != nil {
		run.Best = row.Epoch
	}
	return run
}
