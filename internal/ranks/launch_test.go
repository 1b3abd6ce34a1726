package ranks

import (
	"strings"
	"testing"
)

// Launchers are known by what they leave in the environment.
func TestLaunched(t *testing.T) {
	for name, c := range map[string]struct {
		env  string
		want Launch
	}{
		"none": {"", Launch{Size: 1}},
		"mpirun": {"OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_LOCAL_SIZE=2",
			Launch{"mpirun of Open MPI", 3, 4, 2}},
		"mpiexec": {"PMI_SIZE=16 PMI_RANK=10 MPI_LOCALNRANKS=8", Launch{"mpiexec or srun with PMI", 10, 16, 8}},
		"srun":    {"SLURM_STEP_NUM_TASKS=6 SLURM_PROCID=5 SLURM_STEP_TASKS_PER_NODE=4,2", Launch{"srun", 5, 6, 4}},
		"srun with PMIx": {"SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=0 SLURM_STEP_TASKS_PER_NODE=4(x2) PMIX_RANK=0",
			Launch{"srun", 0, 8, 4}},
		"sbatch":       {"SLURM_NTASKS=8 SLURM_PROCID=0", Launch{Size: 1}},
		"mpirun there": {"SLURM_STEP_NUM_TASKS=1 OMPI_COMM_WORLD_SIZE=2", Launch{"mpirun of Open MPI", 0, 2, 0}},
		"PMIx":         {"PMIX_RANK=7", Launch{"a launcher with PMIx", 7, 0, 0}},
		"opted out":    {"OMPI_COMM_WORLD_SIZE=4 " + Variable + "=none", Launch{Size: 1}},
		"one":          {"PMI_SIZE=1 PMI_RANK=0", Launch{"mpiexec or srun with PMI", 0, 1, 0}},
		"no number":    {"PMI_SIZE=many", Launch{Size: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, l := range launchers { // this test may itself be a rank's
				if l.size != "" {
					t.Setenv(l.size, "")
				}
				t.Setenv(l.rank, "")
			}
			t.Setenv(Variable, "")
			for _, setting := range strings.Fields(c.env) {
				variable, value, _ := strings.Cut(setting, "=")
				t.Setenv(variable, value)
			}
			if got := Launched(); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// The share of a rank is that of the machine's CPUs, and never less than what it may use.
func TestLaunch_sharesCPUs(t *testing.T) {
	bound, all := Launch{Size: 1}.CPUs()
	if bound < 1 || all < bound {
		t.Fatalf("%d CPUs of %d", bound, all)
	}
	for _, l := range []Launch{{Size: 1000, Local: 1}, {Size: 1}, {Size: 0}} {
		if _, share := l.CPUs(); share != all {
			t.Errorf("%+v: a share of %d, want %d", l, share, all)
		}
	}
	for _, l := range []Launch{{Size: 1 << 20}, {Size: 2, Local: 1 << 20}} {
		if bound, share := l.CPUs(); share != bound {
			t.Errorf("%+v: a share of %d, want %d", l, share, bound)
		}
	}
}

// Without the launcher there is nobody to wait for.
func TestJoin_alone(t *testing.T) {
	w, err := Join(Launch{Size: 1})
	if err != nil || w.Size() != 1 || w.Rank() != 0 || w.Library() != "" {
		t.Errorf("%+v, %v", w, err)
	}
	w.Exit(0) // returns
	w.Abort(1)
}
