// Package kernel holds the float32 loops that everything else spends its time in.
//
// Every function shares its work among the cores by output element, and splits a sum between them,
// if at all, in fixed parts that are added in fixed order: results do not depend on GOMAXPROCS.
// Matrices are dense and row-major; slices must have exactly the stated number of elements; a
// destination must not overlap its sources unless stated.
package kernel
