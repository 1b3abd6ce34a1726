package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"vae/checkpoints"
	"vae/data"
	"vae/internal/disk"
)

// cmdImages writes small images that a model can learn: images FILE N HEIGHT WIDTH. FILE ends in
// .npy, in .idx or in / for a folder of .png.
func cmdImages(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	n, height, width := number(ts, args[1]), number(ts, args[2]), number(ts, args[3])
	if strings.HasSuffix(args[0], "/") {
		ts.Check(os.MkdirAll(path, 0o777))
		for i := range n {
			picture := &image.Gray{Pix: stripes(i, 1, height, width), Stride: width, Rect: image.Rect(0, 0, width, height)}
			var file bytes.Buffer
			ts.Check(png.Encode(&file, picture))
			ts.Check(os.WriteFile(filepath.Join(path, fmt.Sprintf("%03d.png", i)), file.Bytes(), 0o666))
		}
		return
	}
	pixels := stripes(0, n, height, width)
	var file []byte
	switch filepath.Ext(path) {
	case ".npy":
		file = append(npyHeader("|u1", []int{n, height, width}), pixels...)
	case ".idx":
		file = []byte{0, 0, 8, 3}
		for _, size := range []int{n, height, width} {
			file = binary.BigEndian.AppendUint32(file, uint32(size))
		}
		file = append(file, pixels...)
	default:
		ts.Fatalf("images %s: unknown format", args[0])
	}
	ts.Check(os.WriteFile(path, file, 0o666))
}

// stripes returns n images (n, height, width), the first with the given number: each has a white
// row, a white column and a grey pixel, at places that its number decides.
func stripes(first, n, height, width int) []byte {
	pixels := make([]byte, n*height*width)
	for i := range n {
		number := first + i
		img := pixels[i*height*width:][:height*width]
		for x := range width {
			img[(number%height)*width+x] = 255
		}
		for y := range height {
			img[y*width+(number/height)%width] = 255
		}
		img[(number*7)%len(img)] = byte(100 + number%100)
	}
	return pixels
}

// cmdNPY writes an array of float32: npy FILE SHAPE VALUE..., such as npy x.npy 2x8x8 0.5. The
// values are repeated.
func cmdNPY(ts *testscript.TestScript, _ bool, args []string) {
	var shape []int
	n := 1
	for _, size := range strings.Split(args[1], "x") {
		shape = append(shape, number(ts, size))
		n *= shape[len(shape)-1]
	}
	values := make([]float32, n)
	for i := range values {
		v, err := strconv.ParseFloat(args[2+i%len(args[2:])], 32)
		ts.Check(err)
		values[i] = float32(v)
	}
	var file bytes.Buffer
	ts.Check(data.WriteNPY(&file, shape, values))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), file.Bytes(), 0o666))
}

// npyHeader returns the header of a .npy file, version 1.0.
func npyHeader(descr string, shape []int) []byte {
	sizes := strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", ", "), "[]")
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s,)}", descr, sizes)
	text += strings.Repeat(" ", 63-(10+len(text))%64) + "\n"
	return append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text))), text...)
}

// cmdBytes writes a file: bytes FILE HEX[*N]..., such as bytes x.idx 00000803 00*784.
func cmdBytes(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), unhex(ts, args[1:]), 0o666))
}

func unhex(ts *testscript.TestScript, parts []string) (all []byte) {
	for _, part := range parts {
		text, times, repeated := strings.Cut(part, "*")
		count := 1
		if repeated {
			count = number(ts, times)
		}
		some, err := hex.DecodeString(text)
		ts.Check(err)
		all = append(all, bytes.Repeat(some, count)...)
	}
	return all
}

// cmdGzip writes a compressed file of some bytes and then a number of megabytes of zeros: gzip FILE
// MEGABYTES HEX[*N]...
func cmdGzip(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	w := gzip.NewWriter(f)
	_, err = w.Write(unhex(ts, args[2:]))
	ts.Check(err)
	_, err = io.Copy(w, bytes.NewReader(make([]byte, number(ts, args[1])<<20)))
	ts.Check(err)
	ts.Check(w.Close())
}

// cmdFlipBit changes a bit in the middle of each file: flipbit FILE...
func cmdFlipBit(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		file := []byte(ts.ReadFile(name))
		file[len(file)/2] ^= 4
		ts.Check(os.WriteFile(ts.MkAbs(name), file, 0o666))
	}
}

// cmdRewrite replaces text in the metadata of a checkpoint, whose digest is then that of the new
// bytes: rewrite FILE OLD NEW.
func cmdRewrite(ts *testscript.TestScript, _ bool, args []string) {
	state, err := checkpoints.LoadFile(disk.OS{}, ts.MkAbs(args[0]))
	ts.Check(err)
	found := false
	for key, text := range state.Metadata {
		found = found || strings.Contains(text, args[1])
		state.Metadata[key] = strings.ReplaceAll(text, args[1], args[2])
	}
	if !found {
		ts.Fatalf("%s is not in the metadata of %s", args[1], args[0])
	}
	var file bytes.Buffer
	ts.Check(checkpoints.Encode(&file, state))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), file.Bytes(), 0o666))
}

// cmdRestamp replaces text in a piece by as much, and its digest by that of the new bytes: restamp
// FILE OLD NEW.
func cmdRestamp(ts *testscript.TestScript, _ bool, args []string) {
	content := ts.ReadFile(args[0])
	content = content[:len(content)-sha256.Size]
	if len(args[1]) != len(args[2]) || !strings.Contains(content, args[1]) {
		ts.Fatalf("%s is not in %s, or not as long as %s", args[1], args[0], args[2])
	}
	content = strings.Replace(content, args[1], args[2], 1)
	digest := sha256.Sum256([]byte(content))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append([]byte(content), digest[:]...), 0o666))
}

// cmdSpoil puts NaN into an array of a checkpoint: spoil FILE NAME.
func cmdSpoil(ts *testscript.TestScript, _ bool, args []string) {
	state, err := checkpoints.LoadFile(disk.OS{}, ts.MkAbs(args[0]))
	ts.Check(err)
	i := slices.IndexFunc(state.Tensors, func(t checkpoints.Tensor) bool { return t.Name == args[1] })
	if i < 0 {
		ts.Fatalf("there is no %s in %s", args[1], args[0])
	}
	state.Tensors[i].Data[0] = float32(math.NaN())
	var file bytes.Buffer
	ts.Check(checkpoints.Encode(&file, state))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), file.Bytes(), 0o666))
}

// cmdResave saves a safetensors file as another program does: without a digest; bare, without metadata
// either; or whole, with all but another space: resave FROM TO [bare|whole].
func cmdResave(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) > 2 && args[2] == "whole" {
		file, err := os.ReadFile(ts.MkAbs(args[0]))
		ts.Check(err)
		n := binary.LittleEndian.Uint64(file)
		file = slices.Insert(file, 8+int(n), []byte("        ")...)
		binary.LittleEndian.PutUint64(file, n+8)
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), file, 0o666))
		return
	}
	f, err := checkpoints.LoadForeign(disk.OS{}, ts.MkAbs(args[0]))
	ts.Check(err)
	if len(args) > 2 {
		f.Metadata = nil
	}
	var file bytes.Buffer
	ts.Check(checkpoints.EncodeWeights(&file, f.Metadata, f.Tensors))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), file.Bytes(), 0o666))
}

// cmdExample writes weights in the layout of PyTorch's VAE example: example FILE PIXELS HIDDEN
// LATENT.
func cmdExample(ts *testscript.TestScript, _ bool, args []string) {
	pixels, hidden, latent := number(ts, args[1]), number(ts, args[2]), number(ts, args[3])
	var tensors []checkpoints.Tensor
	for name, size := range map[string][2]int{
		"fc1": {hidden, pixels}, "fc21": {latent, hidden}, "fc22": {latent, hidden}, "fc3": {hidden, latent}, "fc4": {pixels, hidden},
	} {
		weight, bias := make([]float32, size[0]*size[1]), make([]float32, size[0])
		for i := range weight {
			weight[i] = float32(math.Sin(float64(i*i))) / float32(size[1])
		}
		tensors = append(tensors, checkpoints.Tensor{Name: name + ".weight", Shape: size[:], Data: weight},
			checkpoints.Tensor{Name: name + ".bias", Shape: size[:1], Data: bias})
	}
	var file bytes.Buffer
	ts.Check(checkpoints.EncodeWeights(&file, nil, tensors))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), file.Bytes(), 0o666))
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}
