# Benchmarks: `make bench` runs each program or script listed in BENCHES and prints its figures.
BENCHES =

bench: all $(BENCHES)
	@for b in $(BENCHES); do echo "== $$b"; ./$$b || exit 1; done
.PHONY: bench
