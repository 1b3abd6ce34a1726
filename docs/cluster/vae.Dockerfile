# vae by itself. Beside vae, in an unpacked archive, or in bin/ of a clone after make build:
#
#	docker build -f docs/cluster/vae.Dockerfile -t vae .        # in a clone: bin instead of the dot
FROM scratch
COPY vae /usr/local/bin/
ENTRYPOINT ["/usr/local/bin/vae"]
