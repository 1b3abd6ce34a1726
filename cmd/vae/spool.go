package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// spool keeps numbers in a file without a name until they are read. A nil spool keeps nothing.
type spool struct {
	file *os.File
	w    *bufio.Writer
	left bool // the file still has a name, where an open file must have one
}

// newSpool returns an empty spool in a folder.
func newSpool(folder string) (*spool, error) {
	file, err := os.CreateTemp(folder, ".vae-spool-")
	if err != nil {
		return nil, err
	}
	left := os.Remove(file.Name()) != nil
	return &spool{file, bufio.NewWriterSize(file, 1<<16), left}, nil
}

func (s *spool) write(numbers []float32) error {
	if s == nil {
		return nil
	}
	return binary.Write(s.w, binary.LittleEndian, numbers)
}

// parts yields what was written, some numbers at a time.
func (s *spool) parts(yield func([]float32, error) bool) {
	err := s.w.Flush()
	if err == nil {
		_, err = s.file.Seek(0, io.SeekStart)
	}
	if err != nil {
		yield(nil, err)
		return
	}
	r, bytes := bufio.NewReader(s.file), make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(r, bytes)
		part := make([]float32, n/4)
		if _, fault := binary.Decode(bytes[:n], binary.LittleEndian, part); fault != nil {
			yield(nil, fault)
			return
		}
		if n > 0 && !yield(part, nil) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return
		}
		if err != nil {
			yield(nil, err)
			return
		}
	}
}

func (s *spool) close() {
	if s == nil {
		return
	}
	s.file.Close() // of which nothing is needed any more
	if s.left {
		os.Remove(s.file.Name()) // likewise
	}
}
