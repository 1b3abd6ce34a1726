package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"vae/evaluate"
	"vae/internal/kernel"
	"vae/internal/shards"
)

// shard is a part of all images: the i-th of n, from 0. The zero shard stands for all of them.
type shard struct{ i, n int }

// UnmarshalText reads I/N.
func (s *shard) UnmarshalText(text []byte) error {
	first, second, _ := strings.Cut(string(text), "/")
	i, err := strconv.Atoi(first)
	n, fault := strconv.Atoi(second)
	switch {
	case err != nil || fault != nil || n < 1 || n > mostShards:
		return fmt.Errorf("expected I/N, such as 0/8, with N from 1 to %d, but got %q", mostShards, text)
	case i < 0 || i >= n:
		return fmt.Errorf("%s is outside 0/%d to %d/%d: shards are numbered from 0", text, n, n-1, n)
	}
	*s = shard{i, n}
	return nil
}

// mostShards bounds the number of shards.
const mostShards = 1_000_000

func (s shard) String() string { return fmt.Sprintf("%d/%d", s.i, s.n) }

// some reports whether it stands for less than all images, if only in name.
func (s shard) some() bool { return s.n > 0 }

// form returns what checks the name of an output: that of a piece or, without a shard, the usual.
func (s shard) form(usual func(path string) error) func(path string) error {
	if s.some() {
		return checkPiece
	}
	return usual
}

// rows returns the images from, …, to − 1 of n that are of the shard.
func (s shard) rows(n int) (from, to int) {
	blocks := (n + evaluate.Align - 1) / evaluate.Align
	low, high := shards.Part(blocks, s.i, s.n)
	return min(low*evaluate.Align, n), min(high*evaluate.Align, n)
}

// file returns the name of the piece of a command, if the user gives none. Names sort as the shards.
func (s shard) file(command string) string {
	return fmt.Sprintf("%s-%0*d-of-%d%s", command, len(strconv.Itoa(s.n-1)), s.i, s.n, pieceEnding)
}

// pieceEnding is that of the names of pieces.
const pieceEnding = ".piece"

// checkPiece returns an error unless path is one for a piece.
func checkPiece(path string) error {
	if filepath.Ext(path) != pieceEnding {
		return usageError(fmt.Sprintf("cannot write %s: a shard is written as a %s", path, pieceEnding),
			"vae merge makes another file of all of them")
	}
	return nil
}

// A piece holds the results of the images of a shard: its head, then for each pass of the command a
// section and the blocks of results, then the SHA-256 of all before. Each of these is a record: a
// byte that says what it is, a length of eight bytes, little-endian, and so many bytes.
const (
	pieceHead    = 'V' // a head in JSON
	pieceSection = 'S' // a section in JSON
	pieceBlock   = 'B' // results of successive images, as the relay has them
	pieceMagic   = "vae piece 1\n"
)

// head is what a piece says of itself.
type head struct {
	Version      string   `json:"version"` // of the program
	Instructions string   `json:"instructions"`
	Command      string   `json:"command"`
	Args         []string `json:"args"` // of the command line
	I            int      `json:"shard"`
	Of           int      `json:"of"`
}

// section is what a piece says of a pass.
type section struct {
	provenance
	From int `json:"from"` // its images are from, …, to − 1
	To   int `json:"to"`
}

// piece is a piece that is written.
type piece struct {
	shard shard
	w     io.Writer
	sum   hash.Hash
	err   error // of writing
}

// writePiece writes the results of passes over the images of a shard to path.
func (a *app) writePiece(path string, s shard, passes func() error) error {
	var fault error // not of writing
	err := a.writeWhole(path, func(w io.Writer) error {
		p := &piece{shard: s, sum: sha256.New()}
		p.w = io.MultiWriter(w, p.sum)
		if _, err := io.WriteString(p.w, pieceMagic); err != nil {
			return err
		}
		if err := p.json(pieceHead, head{versionText(), kernel.Level(), a.command, a.args, s.i, s.n}); err != nil {
			return err
		}
		a.piece = p
		if err := passes(); err != nil {
			if p.err == nil {
				fault = err
			}
			return err
		}
		_, err := w.Write(p.sum.Sum(nil))
		return err
	})
	if err == nil {
		a.wrote(path)
	}
	return cmp.Or(fault, err)
}

// begin begins a section.
func (p *piece) begin(s section) error { return p.json(pieceSection, s) }

// add adds a block of results to the section.
func (p *piece) add(block []byte) error { return p.record(pieceBlock, block) }

func (p *piece) json(kind byte, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return p.record(kind, text)
}

func (p *piece) record(kind byte, content []byte) error {
	_, err := p.w.Write(binary.LittleEndian.AppendUint64([]byte{kind}, uint64(len(content))))
	if err == nil {
		_, err = p.w.Write(content)
	}
	p.err = cmp.Or(p.err, err)
	return err
}

var errNoPiece = errors.New("no piece, which --shard writes")
