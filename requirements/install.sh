#!/bin/sh
# Install hash-pinned requirement files into the virtual environment $1 with uv.
# Package addresses come from the machine's pip settings alone: none is named here, so
# a mirror, a closed network with a directory of wheels, and the default all work.
#   install.sh VENV FILE...
set -eu
venv=$1
shift
python=$venv/bin/python

[ -x "$venv/bin/uv" ] || "$python" -m pip install --quiet \
  --disable-pip-version-check --require-hashes \
  --requirement "$(dirname "$0")/installer.txt"

[ $# -gt 0 ] || exit 0

setting() { # the value of pip's setting $1: environment first, then configuration
  "$python" -m pip config list 2>/dev/null |
    sed -n "s/^\(:env:\.\|global\.\|install\.\|site\.\)$1='\(.*\)'$/\2/p" |
    sed 's/\\n/ /g' | tr '\n' ' ' | sed 's/ *$//'
}

given=$(setting index-url)
[ -z "$given" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$given}"
given=$(setting extra-index-url)
if [ -n "$given" ]; then
  # pip takes all its indexes for one; every file is held to its hash anyway.
  export UV_INDEX="${UV_INDEX:-$given}" UV_INDEX_STRATEGY=unsafe-best-match
fi
given=$(setting find-links)
[ -z "$given" ] || export UV_FIND_LINKS="${UV_FIND_LINKS:-$(echo "$given" | tr ' ' ,)}"
given=$(setting cert)
[ -z "$given" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-${given%% *}}"

for file in "$@"; do
  set -- "$@" --requirement "$file"
  shift
done
"$venv/bin/uv" pip install --quiet --python "$python" --compile-bytecode \
  --require-hashes "$@" && exit 0
echo "uv could not install these; trying pip with the same hashes" >&2
exec "$python" -m pip install --quiet --disable-pip-version-check --require-hashes "$@"
