package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"vae/internal/ranks"
)

// twin is the name of the program of the same source that can load MPI libraries.
const twin = "vae-mpi"

// ownerVariable is that in which a program tells its twin its version.
const ownerVariable = "VAE_TWIN_OF"

// join joins the other processes that a launcher started, if there are any. A command does so
// before all else: a static program becomes its twin for it, which begins anew.
func (a *app) join() (err error) {
	launch := ranks.Launched()
	if !launch.Alone() && !ranks.CanJoin {
		return becomeTwin(launch)
	}
	if owner := os.Getenv(ownerVariable); owner != "" && owner != versionText() {
		err := fmt.Errorf("%s is %s, vae is %s", twin, versionText(), owner)
		return &failure{err, exitFailed, "make build makes both"}
	}
	if a.world, err = ranks.Join(launch); err != nil {
		a.world = ranks.Alone()
		return &failure{err, exitFailed, "vae ranks --help says what it needs"}
	}
	bound, share := launch.CPUs()
	if launch.Launcher != "" && a.world.Rank() == 0 && bound == 1 && share > 1 {
		a.tell("vae: warning: %s lets this process use 1 CPU, %d would be its share: try --bind-to none (mpirun), "+
			"-bind-to none (mpiexec) or --cpu-bind=none (srun)", launch.Launcher, share)
	}
	return a.compareProgram()
}

// becomeTwin executes the twin in place of this program.
func becomeTwin(launch ranks.Launch) error {
	path, err := findTwin()
	if err != nil {
		text := "rank %d of %d, started by %s: %s, which can join the others, is neither beside vae nor on $PATH"
		return &failure{fmt.Errorf(text, launch.Rank, launch.Size, launch.Launcher, twin), exitFailed,
			"make build makes both; " + ranks.Variable + "=none runs every process by itself"}
	}
	err = syscall.Exec(path, os.Args, append(os.Environ(), ownerVariable+"="+versionText()))
	return fmt.Errorf("rank %d of %d: execute %s: %w", launch.Rank, launch.Size, path, err)
}

// findTwin returns the path of the twin: it is beside this program or on $PATH.
func findTwin() (string, error) {
	if self, err := os.Executable(); err == nil {
		path := filepath.Join(filepath.Dir(self), twin)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return exec.LookPath(twin)
}

// compareProgram returns an error if a rank is another program than rank 0.
func (a *app) compareProgram() error {
	if a.world.Size() == 1 {
		return nil
	}
	own, err := digestOfProgram()
	if err != nil {
		return err
	}
	all := make([]byte, len(own)*a.world.Size())
	if err := ranks.Allgather(a.world, all, own); err != nil {
		return err
	}
	for r := range a.world.Size() {
		if !bytes.Equal(all[r*len(own):][:len(own)], all[:len(own)]) {
			err := fmt.Errorf("rank %d of %d is another program than rank 0", r, a.world.Size())
			if a.world.Rank() > 0 { // rank 0, for which this waits, says so and ends all
				err = cmp.Or(ranks.Bcast(a.world, []byte{0}, 0), err)
			}
			return err
		}
	}
	return nil
}

// digestOfProgram returns the SHA-256 of this program's file.
func digestOfProgram() ([]byte, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return sum.Sum(nil), err
}

// leave takes leave of the other ranks at the end of a command. Unless they end, too, it ends them:
// they may be waiting for this one.
func (a *app) leave(code int) {
	if code == exitDone || a.released {
		a.world.Exit(code)
	} else {
		a.abort(code)
	}
}

// abort ends all ranks. It returns if this process is alone.
func (a *app) abort(code int) {
	if a.world.Size() > 1 {
		time.Sleep(lastWords)
	}
	a.world.Abort(code)
}

// lastWords is the time that a launcher has to pass on what a rank has just printed: MPICH's can
// lose it when a rank ends all.
const lastWords = 200 * time.Millisecond
