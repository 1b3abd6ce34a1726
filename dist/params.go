package dist

import (
	"fmt"
	"slices"

	"vae/internal/nn"
)

// perElement returns the shape of k params for each element of an event.
func perElement(k int, event nn.Shape) nn.Shape { return slices.Concat(nn.Shape{k}, event) }

// oneParam is embedded in families with one param for each element.
type oneParam struct{}

// Params returns (1, E).
func (oneParam) Params(event nn.Shape) nn.Shape { return perElement(1, event) }

// twoParams is embedded in families with two params for each element, such as a location and a
// scale: all first ones, then all second ones.
type twoParams struct{}

// Params returns (2, E).
func (twoParams) Params(event nn.Shape) nn.Shape { return perElement(2, event) }

// location is embedded in families whose one param is the mean.
type location struct{ oneParam }

// Start returns the mean.
func (location) Start(mean []float32) []float32 { return mean }

// halves returns R and Z of params (R, 2Z).
func halves(params nn.Shape) (rows, width int, err error) {
	if params.Dims() != 2 || params[1]%2 != 0 {
		return 0, 0, fmt.Errorf("%v is not a shape of means and log-variances", params)
	}
	return params[0], params[1] / 2, nil
}

// fit returns R and E of events (R, E) with params (R, K·E).
func fit(events, params nn.Shape, k int) (rows, width int, err error) {
	if events.Dims() != 2 || params.Dims() != 2 || events[0] != params[0] || params[1] != k*events[1] {
		return 0, 0, fmt.Errorf("events %v do not fit parameters %v", events, params)
	}
	return events[0], events[1], nil
}

// divides returns an error unless params (B·S, K·E) fit events (B, E).
func divides(events, params nn.Shape, k int) error {
	if events.Dims() != 2 || params.Dims() != 2 || params[1] != k*events[1] || params[0]%events[0] != 0 {
		return fmt.Errorf("events %v do not fit parameters %v", events, params)
	}
	return nil
}
