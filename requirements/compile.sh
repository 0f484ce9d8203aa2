#!/bin/sh
# Write the hashed lock files from the *.in files. No index address is recorded.
# Run through `make lock`, which puts uv on the PATH.
set -eu
cd "$(dirname "$0")"
for name in base embedded dev bench installer; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header \
    $([ "$name" = base ] || [ "$name" = installer ] || echo "--constraint base.txt") \
    --output-file "$name.txt" "$name.in" "$@"
done
