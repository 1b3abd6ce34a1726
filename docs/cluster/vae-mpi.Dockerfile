# vae and vae-mpi with Open MPI, and ssh to start ranks on other machines. Beside the two programs:
#
#	docker build -f docs/cluster/vae-mpi.Dockerfile -t vae-mpi .    # in a clone: bin instead of the dot
FROM debian:bookworm-slim
RUN apt-get update \
	&& apt-get install -y --no-install-recommends openmpi-bin openssh-client openssh-server \
	&& rm -rf /var/lib/apt/lists/*

# mpiuser runs mpirun, and sshd at a port that needs no privileges. All pods of a job are given the same
# key. ServerAliveInterval has mpirun hear of a machine that is gone.
RUN useradd --create-home --uid 1000 mpiuser \
	&& printf '%s\n' 'Port 2222' 'StrictHostKeyChecking no' 'UserKnownHostsFile /dev/null' 'LogLevel ERROR' \
		'ServerAliveInterval 15' >/etc/ssh/ssh_config.d/mpi.conf \
	&& printf '%s\n' 'Port 2222' 'HostKey /home/mpiuser/.ssh/id_rsa' 'PidFile none' 'StrictModes no' \
		>/home/mpiuser/.sshd_config
COPY vae vae-mpi /usr/local/bin/
USER mpiuser
WORKDIR /home/mpiuser
