package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// TestSlurm_showsItsScripts checks that the scripts in cluster/slurm.md are those beside it.
func TestSlurm_showsItsScripts(t *testing.T) {
	shown := map[string]bool{}
	for _, b := range blocks(t, "cluster/slurm.md") {
		shown[b.text] = true
	}
	for _, name := range []string{"train.sbatch", "shards.sbatch"} {
		script, err := os.ReadFile(filepath.Join("cluster", name))
		if err != nil {
			t.Fatal(err)
		}
		if !shown[string(script)] {
			t.Errorf("cluster/slurm.md does not show %s", name)
		}
	}
}

// TestSlurm_scripts runs the scripts among programs that print what they are told.
func TestSlurm_scripts(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"srun", "scontrol", "vae"} {
		stub := "#!/bin/sh\necho " + name + " \"$@\"\n[ " + name + " = scontrol ] || exit $CODE\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(stub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	const (
		step  = "srun --mpi=pmix --kill-on-bad-exit --cpus-per-task=8 vae train --resume images --out a b\n"
		shard = "vae images --out a b --shard 3/16\n"
	)
	for _, c := range []struct {
		script, code, want string
	}{
		{"train.sbatch", "0", step},
		{"train.sbatch", "138", step + "scontrol requeue 7\n"}, // saved, since the time is nearly over
		{"train.sbatch", "143", step},                          // cancelled
		{"shards.sbatch", "0", shard},
		{"shards.sbatch", "4", shard},
	} {
		command := exec.Command(bash, filepath.Join("cluster", c.script), "images", "--out", "a b")
		command.Env = append(os.Environ(), "CODE="+c.code, "PATH="+dir+":"+os.Getenv("PATH"),
			"SLURM_JOB_ID=7", "SLURM_CPUS_PER_TASK=8", "SLURM_ARRAY_TASK_ID=3")
		out, _ := command.Output() // the code is compared
		if code := command.ProcessState.ExitCode(); string(out) != c.want || strconv.Itoa(code) != c.code {
			t.Errorf("%s of a program that ends with %s: exit code %d, %q, want %q", c.script, c.code, code, out, c.want)
		}
	}
}
