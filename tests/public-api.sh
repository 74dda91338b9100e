#!/usr/bin/env bash
# Writes what is public now into PublicAPI.Shipped.txt of every library. Run it after a change of the public surface, and review the difference.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lists=(src/*/PublicAPI.Shipped.txt)
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
for list in "${lists[@]}"; do
  mkdir -p "$kept/$(dirname "$list")"
  cp "$list" "${list/Shipped/Unshipped}" "$kept/$(dirname "$list")"
  printf '#nullable enable\n' | tee "$list" >"${list/Shipped/Unshipped}"
done

# With empty lists the analyzer reports each public member; the build must not fail for it. The package AgentBridge references most of the libraries.
build() {
  for project; do
    dotnet build "src/$project" -c Release -v quiet -tl:off -nologo -nodeReuse:false \
      -p:TreatWarningsAsErrors=false -p:EnableNETAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:OnlyPublicApi=true >>"$kept/log" 2>&1 || return
  done
}
if ! build AgentBridge AgentBridge.ExchangeSimulator AgentBridge.Testing AgentBridge.Native; then
  cp -r "$kept/src" .
  grep -m 10 ' error ' "$kept/log" >&2 || tail "$kept/log" >&2
  echo "public-api: the build failed; the lists are as they were" >&2
  exit 1
fi

for list in "${lists[@]}"; do
  project=$(basename "$(dirname "$list")")
  sed -nE "s|.*warning RS0016: Symbol '(.*)' is not part of the declared public API.*/$project\.csproj\]\$|\1|p" "$kept/log" | LC_ALL=C sort -u >>"$list"
  printf '%5d %s\n' "$(($(wc -l <"$list") - 1))" "$list"
done

# What else the analyzer finds fails the build, too.
grep -ohE '[^/]+\.cs\([0-9,]+\): warning RS[0-9]+: .*' "$kept/log" | grep -v RS0016 | sort -u >&2 || true
