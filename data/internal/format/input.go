package format

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"vae/internal/disk"
)

// Input reads the content of one file.
type Input struct {
	file   string // for errors
	offset int64  // bytes of content read so far
	sure   int64  // memory that may be allocated at once: the size on disk
	most   int64  // most bytes that the content can have
	packed int64  // size on disk of compressed content, else 0
	limit  Limit
	r      *bufio.Reader
	disk   *onDisk // where the content is on disk as it stands, nil if it is not
}

// Read calls read with the content of the file at path, decompressed if it is a gzip file.
func Read(path string, limit Limit, read func(*Input) error) error {
	return ReadTo(path, limit, io.Discard, io.Discard, read)
}

// ReadTo is Read that also writes the content to raw and the bytes of the file to packed.
func ReadTo(path string, limit Limit, packed, raw io.Writer, read func(*Input) error) error {
	f, err := OpenShared(path)
	if err != nil {
		return err
	}
	defer f.Release()
	in, err := New(path, io.TeeReader(f, packed), f.Size(), limit, raw)
	if err != nil {
		return err
	}
	if in.packed == 0 {
		in.disk = &onDisk{f, 0}
	}
	return read(in)
}

// Open opens the file at path and returns its size.
func Open(path string) (*os.File, int64, error) {
	f, err := disk.OpenRegular(path)
	var other *disk.NotRegularError
	if errors.As(err, &other) {
		return nil, 0, Expected(path, "a file", other.Kind)
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close() // nothing was written
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// New returns an input of the size bytes of r, decompressed if they are a gzip file. The content
// that is read is also written to raw. file names the input in errors.
func New(file string, r io.Reader, size int64, limit Limit, raw io.Writer) (*Input, error) {
	in := newPlain(file, r, size, limit)
	magic, err := in.r.Peek(2)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		if raw != io.Discard {
			in.r = bufio.NewReaderSize(io.TeeReader(in.r, raw), bufferSize(size))
		}
		return in, nil
	}
	z, err := gzip.NewReader(in.r)
	if err != nil {
		return nil, in.fault("a gzip header", err)
	}
	in.most, in.packed = inflated(size), size
	in.r = bufio.NewReaderSize(io.TeeReader(z, raw), bufferSize(in.most))
	return in, nil
}

// newPlain returns an input of r, which has at most size bytes.
func newPlain(file string, r io.Reader, size int64, limit Limit) *Input {
	return &Input{file: file, sure: size, most: size, limit: limit, r: bufio.NewReaderSize(r, bufferSize(size))}
}

// bufferSize returns the size of a buffer for content of that size, which may be of one small image
// among thousands.
func bufferSize(content int64) int { return int(min(max(content, 512), 1<<16)) }

// Head returns the next n bytes without consuming them, or as many as can be read.
func (in *Input) Head(n int) []byte {
	head, _ := in.r.Peek(n) // an error stays until the next read
	return head
}

// take reads the next n bytes. what names them in errors.
func (in *Input) take(n int64, what string) ([]byte, error) {
	if in.most == 0 {
		return nil, ExpectedAt(in.file, 0, what, "an empty file")
	}
	if err := in.claim(n, 0, what); err != nil {
		return nil, err
	}
	buf := make([]byte, 0, min(n, max(in.sure, 4096)))
	for int64(len(buf)) < n {
		if len(buf) == cap(buf) {
			buf = grown(buf, int(n))
		}
		got, err := io.ReadFull(in.r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+got]
		in.offset += int64(got)
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, ExpectedAt(in.file, in.offset, fmt.Sprintf("%d bytes of %s", n, what),
				fmt.Sprintf("the end of the file after %d", len(buf)))
		}
		if err != nil {
			return nil, in.fault(what, err)
		}
	}
	return buf, nil
}

// grown returns s with more room, of at most n elements: twice as much, or for all n once a
// sixteenth is there. So a false claim costs at most sixteen times the real size, and a long array
// is not held twice.
func grown[T any](s []T, n int) []T {
	room := n
	if len(s) < n/16 {
		room = min(n, 2*cap(s)+1024)
	}
	return append(make([]T, 0, max(room, len(s))), s...)
}

// fill reads the next len(buf) bytes into buf. what names them in errors.
func (in *Input) fill(buf []byte, what string) error {
	got, err := io.ReadFull(in.r, buf)
	in.offset += int64(got)
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return ExpectedAt(in.file, in.offset, what, "the end of the file")
	}
	if err != nil {
		return in.fault(what, err)
	}
	return nil
}

// End returns an error unless the content is at its end, with the right checksum.
func (in *Input) End() error {
	_, err := in.r.ReadByte()
	if err == nil {
		return ExpectedAt(in.file, in.offset, "the end of the file", "more bytes")
	}
	if err != io.EOF {
		return in.fault("the end of the file", err)
	}
	return nil
}

// Read reads content as it comes, for formats of others.
func (in *Input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.offset += int64(n)
	return n, err
}

// Drain reads the content to its end. It is an error if there are more than most bytes.
func (in *Input) Drain(most int64) error {
	n, err := io.Copy(io.Discard, io.LimitReader(in.r, most))
	in.offset += n
	if err != nil {
		return in.fault("whole content", err)
	}
	return in.End()
}

// fault returns the error of a read that failed where expected was to be.
func (in *Input) fault(expected string, err error) error {
	return Fault(in.file, in.offset, expected, err)
}

// Fault returns the error of a read of a file that failed at offset: it wraps an error of the
// operating system, and is an *Error about the content for any other.
func Fault(file string, offset int64, expected string, err error) error {
	if disk := syscall.Errno(0); errors.As(err, &disk) {
		return fmt.Errorf("read %s: %w", file, err)
	}
	return ExpectedAt(file, offset, expected, err.Error())
}
