package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxInflated is the most that a compressed file may hold: more is taken for a bomb.
const maxInflated = 1 << 30

// deflateRatio is the most bytes that one byte of a DEFLATE stream can stand for:
// a match of 258 bytes takes two bits at least.
const deflateRatio = 1032

// input reads the content of one file. Nothing that the content says of its own size
// is believed before the bytes are there.
type input struct {
	file   string // for errors
	offset int64  // bytes of content read so far
	sure   int64  // memory that may be allocated at once: the size on disk
	most   int64  // bytes that the content can have at all
	r      *bufio.Reader
}

// openInput calls read with the content of the file at path, inflated if it is
// compressed by gzip. What passes is also written to raw, and the bytes as they stand
// on disk to packed, where these are not nil.
func openInput(path string, packed, raw io.Writer, read func(*input) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	in, err := newInput(path, tee(f, packed), info.Size(), raw)
	if err != nil {
		return err
	}
	return read(in)
}

// newInput returns an input of the size bytes of r, inflated if they are compressed.
func newInput(file string, r io.Reader, size int64, raw io.Writer) (*input, error) {
	in := newPlainInput(file, r, size)
	magic, err := in.r.Peek(2)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("data: read %s: %w", file, err)
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		in.r = bufio.NewReaderSize(tee(in.r, raw), 1<<16)
		return in, nil
	}
	z, err := gzip.NewReader(in.r)
	if err != nil {
		return nil, in.fault("a gzip header", err)
	}
	in.most = inflated(size)
	in.r = bufio.NewReaderSize(tee(z, raw), 1<<16)
	return in, nil
}

// newPlainInput returns an input of r, which has size bytes at most.
func newPlainInput(file string, r io.Reader, size int64) *input {
	return &input{file: file, sure: size, most: size, r: bufio.NewReaderSize(r, 1<<16)}
}

// inflated returns the most bytes that size bytes may inflate to.
func inflated(size int64) int64 {
	return min(maxInflated, deflateRatio*min(size, maxInflated))
}

// tee returns r, or what reads from r and copies to w if w is not nil.
func tee(r io.Reader, w io.Writer) io.Reader {
	if w == nil {
		return r
	}
	return io.TeeReader(r, w)
}

// take reads the next n bytes, which are called what in errors.
func (in *input) take(n int64, what string) ([]byte, error) {
	if in.most == 0 {
		return nil, &FormatError{in.file, 0, what, "an empty file"}
	}
	if n > in.most-in.offset {
		return nil, &FormatError{in.file, in.offset, fmt.Sprintf("%d bytes of %s", n, what),
			fmt.Sprintf("a file that can hold %d at most", in.most-in.offset)}
	}
	buf := make([]byte, 0, min(n, max(in.sure, 4096)))
	for int64(len(buf)) < n {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(n, 2*int64(cap(buf))))
			copy(grown, buf)
			buf = grown
		}
		got, err := io.ReadFull(in.r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+got]
		in.offset += int64(got)
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, &FormatError{in.file, in.offset, fmt.Sprintf("%d bytes of %s", n, what),
				fmt.Sprintf("the end of the file after %d", len(buf))}
		}
		if err != nil {
			return nil, in.fault(what, err)
		}
	}
	return buf, nil
}

// end returns an error unless the content is at its end and its checksum is right.
func (in *input) end() error {
	_, err := in.r.ReadByte()
	if err == nil {
		return &FormatError{in.file, in.offset, "the end of the file", "more bytes"}
	}
	if err != io.EOF {
		return in.fault("the end of the file", err)
	}
	return nil
}

// fault wraps a fault of reading: of the disk as it is, of the content as a FormatError.
func (in *input) fault(expected string, err error) error {
	var disk *fs.PathError
	if errors.As(err, &disk) {
		return fmt.Errorf("data: read %s: %w", in.file, err)
	}
	return &FormatError{in.file, in.offset, expected, err.Error()}
}
