package kernel

//go:generate go run ./avo/matmul -simd avx2 -out matmul_avx2_amd64.s -stubs matmul_avx2_amd64.go -pkg kernel
//go:generate go run ./avo/matmul -simd avx512 -out matmul_avx512_amd64.s -stubs matmul_avx512_amd64.go -pkg kernel

// engines has an engine for each level but generic.
var engines = [...]*engine{
	avx2: {
		lanes: 8, height: 6,
		panels:    []panelFunc{panelAVX2x1, panelAVX2x2},
		transpose: transposeAVX2,
		peak:      peakAVX2,
	},
	avx512: {
		lanes: 16, height: 8,
		panels:    []panelFunc{panelAVX512x1, panelAVX512x2, panelAVX512x3},
		transpose: transposeAVX512,
		peak:      peakAVX512,
	},
}
