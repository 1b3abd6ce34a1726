package nn

// NewDenseOp returns the operation of a dense layer.
func NewDenseOp(act Activation) Op { return &dense{activated: activated{act: act}} }

// NewRepeat returns the operation behind Repeat, for the test of its gradient.
func NewRepeat(times int) Op { return &repeat{times: times} }
