// Package checkpoints stores the state of a run on disk so that a crash cannot lose it.
//
// A checkpoint is one safetensors file: an 8-byte little-endian header length, a JSON header, and
// raw little-endian float32. Any safetensors reader opens it. Its last tensor, __digest__ (U8, 32),
// is the SHA-256 of all bytes before it, so that any flipped or missing bit is found. Equal state
// gives equal bytes.
//
// A [Store] keeps the checkpoints of one run, which appear whole or not at all, and loads the
// newest that can be used. [Lock] lets one trainer at a time into a run folder.
//
// The package knows nothing of models: names, shapes and the meaning of the metadata are the
// caller's.
//
// Errors are of three kinds. A [CorruptError] or [VersionError] says that a file cannot be used, an
// [InUseError] that another process trains in the folder; all others come from the file system and
// wrap what it said (ENOSPC, EROFS, …).
package checkpoints

// FormatVersion is the version of the file format that this package writes, and the newest that it
// reads.
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
	// Step counts the optimisation steps taken, ≥ 0.
	Step int64
	// Metadata holds the caller's strings. The keys format_version and step are taken. It may be
	// nil.
	Metadata map[string]string
	// Tensors are written and read back in the order of their names, whatever their order here.
	Tensors []Tensor
}

// Tensor is a named array in row-major order.
type Tensor struct {
	Name string
	// Shape has at most 8 dimensions; a scalar has none.
	Shape []int
	// Data has as many elements as the product of Shape. NaN keeps its bits.
	Data []float32
}
