package main

import (
	"io"

	"vae/data"
	"vae/report"
	"vae/train"
)

// settings returns the settings of the run that are not those of vae train DATA, nil if there are
// none.
func (r *reported) settings() (*report.Table, error) {
	run := r.config()
	usual, err := usualConfig(run, r.subject.splits)
	if err != nil {
		return nil, err
	}
	settings, names := differing([]train.Config{run, usual}, []string{"source"})
	table := &report.Table{Header: []string{"setting", "of this run", "default"}}
	for _, name := range names {
		table.Rows = append(table.Rows, []string{"--" + name, settings[0].text(name), settings[1].text(name)})
	}
	if len(table.Rows) == 0 {
		return nil, nil
	}
	return table, nil
}

// usualConfig returns the config of vae train DATA, without a flag, on the images of a run.
func usualConfig(run train.Config, splits *data.Splits) (train.Config, error) {
	var cli commands
	parser, err := newParser(&cli, io.Discard, io.Discard)
	if err != nil {
		return train.Config{}, err
	}
	if _, err := parser.Parse([]string{"train"}); err != nil {
		return train.Config{}, err
	}
	usual := &plan{}
	if err := cli.Train.begin(&app{}, usual, nil); err != nil {
		return train.Config{}, err
	}
	config := usual.config
	config.Data.HeldOut, config.Data.Validation = run.Data.HeldOut, run.Data.Validation
	training := splits.Train.Len()
	if run.Data.HeldOut != data.HeldOutOwn {
		config.Data.Validation = data.UsualValidation(training + splits.Validation.Len())
	}
	config.Model = config.Model.WithShape(run.Model.Shape())
	config.Optimization.Fit(training, true, true)
	return config, nil
}
