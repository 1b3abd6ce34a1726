package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"vae/internal/disk"
)

// storedPiece is a piece of which the digest is right.
type storedPiece struct {
	path string
	head
	sections []storedSection
}

// storedSection is a section with the place of its blocks in the file.
type storedSection struct {
	section
	offset, end int64
}

// openPiece reads what a piece says of itself, and checks its digest.
func openPiece(path string) (p *storedPiece, err error) {
	defer func() {
		switch {
		case is[*disk.NotRegularError](err):
			err = inputError(err, "")
		case err != nil && !isDisk(err):
			err = inputf("%s: %w", path, err)
		}
	}()
	file, err := disk.OpenRegular(path)
	if err != nil {
		return nil, reason(err)
	}
	defer file.Close() // nothing was written
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size() - sha256.Size
	magic := make([]byte, len(pieceMagic))
	if _, err := file.ReadAt(magic, 0); err != nil || string(magic) != pieceMagic || size < int64(len(magic)) {
		return nil, errNoPiece
	}
	sum, digest := sha256.New(), make([]byte, sha256.Size)
	if _, err := io.Copy(sum, io.NewSectionReader(file, 0, size)); err != nil {
		return nil, err
	}
	if _, err := file.ReadAt(digest, size); err != nil {
		return nil, err
	}
	if !bytes.Equal(sum.Sum(nil), digest) {
		return nil, errors.New("damaged: its digest is not that of its content")
	}
	p = &storedPiece{path: path}
	if err := p.index(file, int64(len(magic)), size); err != nil {
		return nil, err
	}
	if p.I < 0 || p.I >= p.Of || p.Of > mostShards {
		return nil, errNoPiece
	}
	return p, nil
}

// index finds the head and the sections among the records.
func (p *storedPiece) index(file io.ReaderAt, at, end int64) error {
	for at < end {
		kind, length, err := recordAt(file, at, end)
		if err != nil {
			return err
		}
		content := io.NewSectionReader(file, at+recordHead, length)
		at += recordHead + length
		switch kind {
		case pieceHead:
			err = json.NewDecoder(content).Decode(&p.head)
		case pieceSection:
			p.sections = append(p.sections, storedSection{offset: at})
			err = json.NewDecoder(content).Decode(&p.sections[len(p.sections)-1].section)
		}
		if err != nil {
			return err
		}
		if n := len(p.sections); n > 0 {
			p.sections[n-1].end = at
		}
	}
	return nil
}

// recordHead is the number of bytes before the content of a record.
const recordHead = 1 + 8

// recordAt returns what the record at a place is, and the length of its content.
func recordAt(file io.ReaderAt, at, end int64) (kind byte, length int64, err error) {
	head := make([]byte, recordHead)
	if _, err := file.ReadAt(head, at); err != nil {
		return 0, 0, err
	}
	length = int64(binary.LittleEndian.Uint64(head[1:]))
	if length < 0 || length > end-at-recordHead {
		return 0, 0, fmt.Errorf("damaged: a record at byte %d is longer than the file", at)
	}
	return head[0], length, nil
}

// blocks calls take with the blocks of a section, in order.
func (p *storedPiece) blocks(s storedSection, take func(block []byte) error) error {
	file, err := disk.OpenRegular(p.path)
	if err != nil {
		return err
	}
	defer file.Close() // nothing was written
	content := bufio.NewReaderSize(io.NewSectionReader(file, s.offset, s.end-s.offset), 1<<20)
	for at := s.offset; at < s.end; {
		_, length, err := recordAt(file, at, s.end)
		if err != nil {
			return inputf("%s: %w", p.path, err)
		}
		record := make([]byte, recordHead+length)
		if _, err := io.ReadFull(content, record); err != nil {
			return err
		}
		if err := take(record[recordHead:]); err != nil {
			return err
		}
		at += int64(len(record))
	}
	return nil
}
