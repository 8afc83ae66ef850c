#!/usr/bin/env bash
# Installs what the tests talk to, where it is missing and we may: basic = PostgreSQL and Node, all = the real peers too.
set -euo pipefail
cd "$(dirname "$0")"
level=${1:-basic}

packages=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
command -v unzip >/dev/null || packages+=(unzip)
command -v prlimit >/dev/null || packages+=(util-linux)
[ -e /usr/share/zoneinfo/America/New_York ] || packages+=(tzdata)
if [ "$level" = all ]; then
  for package in python3-numpy python3-faiss python3-hnswlib python3-torch python3-statsmodels; do
    dpkg -s "$package" >/dev/null 2>&1 || packages+=("$package")
  done
fi

if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
    echo "missing: ${packages[*]} (install them, or run as root)" >&2
    exit 1
  fi
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  echo "== installing ${packages[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

# The real Chroma server, pinned; the tests look for it here.
if [ "$level" = all ] && [ ! -d ../artifacts/peers/chroma/node_modules/chromadb ]; then
  echo "== installing the Chroma server"
  npm install --no-audit --no-fund --loglevel=error --prefix ../artifacts/peers/chroma chromadb@3.0.14 chromadb-js-bindings-linux-x64-gnu@1.0.5 >/dev/null
fi
