package kernel

//go:generate go run ./avo/matmul -simd avx2 -out matmul_avx2_amd64.s -stubs matmul_avx2_amd64.go -pkg kernel
//go:generate go run ./avo/matmul -simd avx512 -out matmul_avx512_amd64.s -stubs matmul_avx512_amd64.go -pkg kernel

// engines has an engine for each level but generic. Their depth and cached were
// measured, AVX2's on a Zen 3 with 512 KiB of second-level cache, where half and twice
// of both differ little, AVX-512's on a Xeon with 2 MiB.
var engines = [...]*engine{
	avx2: {
		lanes: 8, height: 4,
		panels: []panelFunc{panelAVX2x1, panelAVX2x2, panelAVX2x3},
		depth:  2112, cached: 384 << 10,
		transpose: transposeAVX2,
		peak:      peakAVX2,
	},
	avx512: {
		lanes: 16, height: 8,
		panels: []panelFunc{panelAVX512x1, panelAVX512x2, panelAVX512x3},
		depth:  256, cached: 256 << 10,
		transpose: transposeAVX512,
		peak:      peakAVX512,
	},
}
