package ranks

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"vae/internal/fault"
)

// Variable is that of the environment which names the MPI library, by its path or as the dynamic
// linker finds it. If it is "none", every process is alone, whoever started it.
const Variable = "VAE_MPI"

// Launch is what a launcher has told this process.
type Launch struct {
	Launcher   string // "" if there is none
	Rank, Size int    // Size 0: more than one or not, the library knows
	Local      int    // ranks on this machine; 0: the launcher does not say
}

// launchers are the variables of each launcher's environment. Those of a launcher that others run
// under come after theirs.
var launchers = []struct{ name, size, rank, local string }{
	{"mpirun of Open MPI", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"},
	{"mpirun of MVAPICH", "MV2_COMM_WORLD_SIZE", "MV2_COMM_WORLD_RANK", "MV2_COMM_WORLD_LOCAL_SIZE"},
	{"mpiexec of PALS", "PALS_NRANKS", "PALS_RANKID", "PALS_LOCAL_SIZE"},
	{"mpiexec or srun with PMI", "PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS"}, // MPICH, Intel; srun --mpi=pmi2
	{"srun", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "SLURM_STEP_TASKS_PER_NODE"},
	{"a launcher with PMIx", "", "PMIX_RANK", ""},
}

// Launched returns what a launcher has told this process.
func Launched() Launch {
	if os.Getenv(Variable) == "none" {
		return Launch{Size: 1}
	}
	for _, l := range launchers {
		if size := number(l.size); size > 0 || l.size == "" && os.Getenv(l.rank) != "" {
			return Launch{l.name, number(l.rank), size, number(l.local)}
		}
	}
	return Launch{Size: 1}
}

// number returns the number with which a variable begins, else 0: Slurm's "4(x2)" is of two
// machines with four each.
func number(variable string) int {
	text := os.Getenv(variable)
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	n, _ := strconv.Atoi(text[:digits])
	return n
}

// Alone reports whether this process is the only one.
func (l Launch) Alone() bool { return l.Size == 1 }

// CPUs returns how many CPUs this process may use, and how many each rank on this machine could:
// most launchers bind every rank to a single core if nobody says otherwise.
func (l Launch) CPUs() (bound, share int) {
	bound = runtime.NumCPU()
	here := l.Local
	if here == 0 {
		here = l.Size
	}
	all, _ := filepath.Glob("/sys/devices/system/cpu/cpu[0-9]*") // the pattern is right
	return bound, max(bound, len(all)/max(here, 1))
}

// Join joins the ranks of a launch. It waits for all of them.
func Join(l Launch) (w *World, err error) {
	defer fault.Mark("ranks", &err)
	if l.Alone() {
		return Alone(), nil
	}
	if w, err = join(l); err != nil {
		return nil, fmt.Errorf("rank %d of %d: %w", l.Rank, l.Size, err)
	}
	if l.Size > 1 && w.size == 1 {
		return nil, fmt.Errorf("rank %d of %d, started by %s: %s sees one, it is not the launcher's library: "+
			"$%s can name another, or be none to run every process by itself",
			l.Rank, l.Size, l.Launcher, w.about, Variable)
	}
	return w, nil
}
