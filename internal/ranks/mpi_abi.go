//go:build mpi && linux

package ranks

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ebitengine/purego"
)

// An abi is a binary interface of MPI libraries: how it is recognised, and the constants in which
// interfaces differ.
type abi struct {
	name      string
	libraries []string // file names, the most likely first
	launcher  string   // variable of those that start programs with such libraries
	is        func(l *mpi) bool

	world, bytes, errorsReturn handle
	statusIgnore, funneled     uintptr // MPI_STATUS_IGNORE, MPI_THREAD_FUNNELED
}

// A handle is a number or, in Open MPI, the address of a variable.
type handle struct {
	number uintptr
	symbol string
}

var abis = []abi{
	{
		name: "Open MPI", libraries: []string{"libmpi.so.40", "libmpi_ibm.so.3"}, launcher: "OMPI_COMM_WORLD_SIZE",
		is: func(l *mpi) bool { _, err := purego.Dlsym(l.lib, "ompi_mpi_comm_world"); return err == nil },

		world: handle{symbol: "ompi_mpi_comm_world"}, bytes: handle{symbol: "ompi_mpi_byte"},
		errorsReturn: handle{symbol: "ompi_mpi_errors_return"}, statusIgnore: 0, funneled: 1,
	},
	{ // MPI 5.0, chapter 20
		name: "the MPI-5 ABI", libraries: []string{"libmpi_abi.so.1", "libmpi_abi.so.0"},
		is: (*mpi).isStandard,

		world: handle{number: 0x101}, bytes: handle{number: 0x247}, errorsReturn: handle{number: 0x143},
		statusIgnore: 0, funneled: 1024,
	},
	{ // https://www.mpich.org/abi
		name: "MPICH", libraries: []string{"libmpi.so.12", "libmpich.so.12", "libmpi_cray.so.12"}, launcher: "PMI_SIZE",
		is: func(l *mpi) bool {
			for _, kin := range []string{"MPICH", "MVAPICH", "Intel", "ParaStation"} {
				if strings.Contains(l.about, kin) {
					return true
				}
			}
			return false
		},

		world: handle{number: 0x44000000}, bytes: handle{number: 0x4c00010d}, errorsReturn: handle{number: 0x54000001},
		statusIgnore: 1, funneled: 1,
	},
}

// isStandard reports whether the library itself says that it follows the standard's ABI.
func (l *mpi) isStandard() bool {
	version, err := purego.Dlsym(l.lib, "MPI_Abi_get_version")
	if err != nil {
		return false
	}
	numbers := l.ints[:2]
	numbers[0] = -1
	purego.SyscallN(version, address(numbers[:1]), address(numbers[1:]))
	return numbers[0] > 0
}

// identify finds the library's interface, and its constants.
func (l *mpi) identify() error {
	for _, a := range abis {
		if a.is(l) {
			l.abi = a
			return errors.Join(l.resolve(&l.world), l.resolve(&l.bytes), l.resolve(&l.errorsReturn))
		}
	}
	return fmt.Errorf("%s has an interface that is not one of Open MPI, MPICH and the MPI-5 ABI", l.about)
}

// resolve finds the number of a handle.
func (l *mpi) resolve(h *handle) (err error) {
	if h.symbol != "" {
		h.number, err = purego.Dlsym(l.lib, h.symbol)
	}
	return err
}
