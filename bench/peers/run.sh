#!/usr/bin/env bash
# Poise and QuantLib on the same inputs in one go, side by side. Needs g++ and QuantLib's headers and library
# (Debian: apt-get install -y --no-install-recommends g++ libquantlib0-dev). Options go to `poise bench peers`: --save, --format, --out.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$root/artifacts/peers/peers
compiler=${CXX:-g++}

if ! command -v "$compiler" >/dev/null 2>&1 || ! printf '#include <ql/version.hpp>\n' | "$compiler" -E -x c++ - >/dev/null 2>&1; then
  echo "peers: needs a C++ compiler and QuantLib 1.29 or newer: install g++ and libquantlib0-dev (Debian)" >&2
  exit 2
fi
if [ ! -e "$program" ] || [ "$here/peers.cpp" -nt "$program" ]; then
  mkdir -p "$(dirname "$program")"
  echo "peers: compiling..." >&2
  "$compiler" -std=c++17 -O3 -march=native -DNDEBUG "$here/peers.cpp" -lQuantLib -o "$program"
fi
exec "$root/poise" bench peers "$program" "$@"
