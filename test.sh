#!/usr/bin/env bash
# Builds the solution with warnings as errors, runs the tests and ends with "N passed, N failed, N skipped".
#   ./test.sh          everything a clone alone can test (installs PostgreSQL and Node where they are missing)
#   ./test.sh --all    also interoperability with real peers (installs Chroma, faiss, hnswlib, PyTorch, a TWS client)
#   ./test.sh --soak   the long forms of the fault, fuzz and load tests
set -euo pipefail
cd "$(dirname "$0")"

all=0 soak=0
for argument in "$@"; do
  case "$argument" in
    --all) all=1 ;;
    --soak) soak=1 ;;
    *) echo "usage: ./test.sh [--all] [--soak]" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: 'dotnet' is not on the PATH." >&2; exit 1; }

eng/install-test-needs.sh "$([ $all = 1 ] && echo all || echo basic)"

echo "== build (warnings are errors)"
# One compiler process for all projects: a third of the time of one each.
dotnet build Trading.Sdk.sln -c Release -v quiet --nologo -p:UseSharedCompilation=true
dotnet build-server shutdown --vbcscompiler >/dev/null

# Debian's own Python knows Debian's packages; another one earlier on the PATH does not.
export PATH="/usr/bin:$PATH"

passed=0 failed=0 skipped=0
results=$(mktemp)
trap 'rm -f "$results"' EXIT

# run ASSEMBLY [ENVIRONMENT=VALUE…] -- [FILTER…]: runs one test program and adds up its counts.
run() {
  local name=$1; shift
  local environment=()
  while [ "$1" != -- ]; do environment+=("$1"); shift; done
  shift
  local program="artifacts/bin/$name/release/$name.dll" status=0
  env "${environment[@]}" TRADING_SDK_SOAK=$soak dotnet "$program" -noColor "$@" >"$results" 2>&1 || status=$?
  local total errors bad skip
  read -r total errors bad skip < <(sed -n 's/.*Total: *\([0-9]*\), Errors: *\([0-9]*\), Failed: *\([0-9]*\), Skipped: *\([0-9]*\).*/\1 \2 \3 \4/p' "$results" | tail -n 1) || true
  if [ -z "${total:-}" ]; then
    echo "!! $name did not finish (exit code $status)"; tail -n 40 "$results"; failed=$((failed + 1)); return
  fi
  local wrong=$((bad + errors))
  if [ $status != 0 ] && [ $wrong = 0 ]; then wrong=1; echo "!! $name ended with exit code $status"; fi
  passed=$((passed + total - bad - skip)); failed=$((failed + wrong)); skipped=$((skipped + skip))
  printf '%-48s %s%5d passed, %d failed, %d skipped\n' "$name" "${environment[*]:+${environment[*]} }" $((total - bad - skip)) $wrong "$skip"
  if [ $wrong != 0 ]; then grep -vE '^  (Disc|Start|Finish)' "$results" | head -n 200; fi
  if [ "$skip" != 0 ]; then grep -A1 '\[SKIP\]' "$results" || true; fi
}

echo "== tests"
filter=(); [ $all = 1 ] || filter=(-trait- "Category=Interop")
for project in tests/*.Tests; do
  run "$(basename "$project")" -- "${filter[@]}"
done

# Numerical kernels once more on each narrower instruction set; every such run asserts which one it got.
for project in tests/*.Tests; do
  if grep -rqs --include=*.cs '"InstructionSets"' "$project"; then
    for setting in DOTNET_EnableAVX512=0 DOTNET_EnableAVX2=0 DOTNET_EnableHWIntrinsic=0; do
      run "$(basename "$project")" "$setting" -- -trait "Category=InstructionSets"
    done
  fi
done

echo "== packages"
if nuget/verify.sh --no-build >"$results" 2>&1; then passed=$((passed + 1)); echo "packages pack, restore and run"; else failed=$((failed + 1)); cat "$results"; fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
