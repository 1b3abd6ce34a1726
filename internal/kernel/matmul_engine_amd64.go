package kernel

//go:generate go run ./avo/matmul -simd avx2 -out matmul_avx2_amd64.s -stubs matmul_avx2_amd64.go -pkg kernel
//go:generate go run ./avo/matmul -simd avx512 -out matmul_avx512_amd64.s -stubs matmul_avx512_amd64.go -pkg kernel

// engines has an engine for each level but generic. Their depth and cached were measured, AVX2's on
// a Zen 3 with 32 KiB and 512 KiB of cache, AVX-512's on a Xeon with 48 KiB and 2 MiB. AVX2's depth
// keeps the rows of most left matrices in one piece, and with its cached the model's layers need
// not be gone through in parts: that would take them up to a tenth longer.
var engines = [...]*engine{
	avx2: {
		lanes: 8, height: 4,
		panels: []panelFunc{panelAVX2x1, panelAVX2x2, panelAVX2x3},
		depth:  1024, cached: 128 << 10,
		transpose: transposeAVX2,
		copyTiles: copyAVX2,
		peak:      peakAVX2,
	},
	avx512: {
		lanes: 16, height: 8,
		panels: []panelFunc{panelAVX512x1, panelAVX512x2, panelAVX512x3},
		depth:  256, cached: 256 << 10,
		transpose: transposeAVX512,
		copyTiles: copyAVX512,
		peak:      peakAVX512,
	},
}
