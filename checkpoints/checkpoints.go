// Package checkpoints stores the state of a run on disk so that a crash cannot lose it.
//
// A checkpoint is one safetensors file: an 8-byte little-endian header length, a JSON header, and
// raw little-endian float32. Any safetensors reader opens it. Its last tensor, __digest__ (U8, 32),
// is the SHA-256 of all bytes before it, so that any flipped or missing bit is found. Equal states
// give equal bytes.
//
// A [Store] keeps the checkpoints of one run, which appear whole or not at all, and loads the
// newest that can be used. [Lock] lets one trainer at a time into a run folder.
//
// The package knows nothing of models: the caller decides on names, shapes and metadata.
//
// A [CorruptError] or [VersionError] says that a file cannot be used, an [InUseError] that another
// process trains in the folder; other errors wrap those of the file system (ENOSPC, EROFS, …).
package checkpoints

// FormatVersion is the file format that this package writes, and the newest that it reads.
const FormatVersion = 1

// Limits of a file, held on writing and on reading.
const (
	maxHeader   = 16 << 20 // bytes, some ten times what the tensors and metadata below take
	maxTensors  = 10_000   // __digest__ included
	maxMetadata = 1_000    // keys
	maxDims     = 8
)

// Names with a meaning of their own.
const (
	metadataKey = "__metadata__"
	digestName  = "__digest__"
	versionKey  = "format_version"
	stepKey     = "step"
)

// State is what a checkpoint holds.
type State struct {
	Step     int64             // optimisation steps taken, ≥ 0
	Metadata map[string]string // the caller's; may be nil; the keys format_version and step are taken
	Tensors  []Tensor          // in any order; written and read back in the order of their names
}

// Tensor is a named array in row-major order.
type Tensor struct {
	Name  string
	Shape []int     // at most 8 dimensions; a scalar has none
	Data  []float32 // as many as the product of Shape; NaN keeps its bits
}
