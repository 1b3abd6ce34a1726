package nn

// NewDenseOp returns the operation of a dense layer.
func NewDenseOp(act Activation) Op { return &dense{act: act} }
