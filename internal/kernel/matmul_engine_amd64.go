package kernel

//go:generate go run ./avo/matmul -simd avx2 -out matmul_avx2_amd64.s -stubs matmul_avx2_amd64.go -pkg kernel
//go:generate go run ./avo/matmul -simd avx512 -out matmul_avx512_amd64.s -stubs matmul_avx512_amd64.go -pkg kernel

// engines has an engine for each level but generic. Their depth and cached were
// measured, AVX2's on a Zen 3 with 32 KiB and 512 KiB of cache, AVX-512's on a Xeon
// with 48 KiB and 2 MiB. AVX2's hold for the model's layers, whose left matrices it does
// not pay to rearrange or to go through in parts; smaller ones, which fit the caches, are
// a tenth slower there and no faster where matrices are large.
var engines = [...]*engine{
	avx2: {
		lanes: 8, height: 4,
		panels: []panelFunc{panelAVX2x1, panelAVX2x2, panelAVX2x3},
		depth:  792, cached: 144 << 10,
		transpose: transposeAVX2,
		copyRows:  copyAVX2,
		peak:      peakAVX2,
	},
	avx512: {
		lanes: 16, height: 8,
		panels: []panelFunc{panelAVX512x1, panelAVX512x2, panelAVX512x3},
		depth:  256, cached: 256 << 10,
		transpose: transposeAVX512,
		copyRows:  copyAVX512,
		peak:      peakAVX512,
	},
}
