#!/usr/bin/env bash
# Packs every package, restores a consumer that takes ours from the local folder alone, and runs it.
#   nuget/verify.sh               builds what it packs
#   nuget/verify.sh --no-build    packs what is built
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet pack Trading.Sdk.sln -c Release -v quiet --nologo --output "$work/feed" "$@"
count=$(find "$work/feed" -name '*.nupkg' | wc -l)
expected=$(($(ls -d src/*/ | wc -l) + 1))
[ "$count" = "$expected" ] || { echo "expected $expected packages, got $count" >&2; exit 1; }
for package in "$work"/feed/Trading.Sdk*.nupkg; do
  unzip -Z1 "$package" >"$work/names"
  unzip -p "$package" '*.nuspec' >"$work/nuspec"
  for part in README.md icon.png; do
    grep -qx "$part" "$work/names" || { echo "$(basename "$package") lacks $part" >&2; exit 1; }
  done
  grep -q '<license type="expression">MIT</license>' "$work/nuspec" || { echo "$(basename "$package") lacks its licence" >&2; exit 1; }
  grep -q 'commit="' "$work/nuspec" || { echo "$(basename "$package") lacks the repository commit" >&2; exit 1; }
done

# A throw-away package folder: a package of an earlier run with the same version must not be served from the cache.
cp -r nuget/consumer "$work/consumer"
cd "$work/consumer"
mkdir "$work/packages"
dotnet nuget locals global-packages --list >/dev/null
RestoreAdditionalProjectSources="$work/feed" NUGET_PACKAGES="$work/packages" \
  dotnet run -c Release -p:RestoreAdditionalProjectSources="$work/feed" -p:RestoreFallbackFolders="$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')" </dev/null
echo "$count packages verified"
