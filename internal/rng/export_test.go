package rng

// Below is below.
func (s *Source) Below(n uint64) uint64 { return s.below(n) }
