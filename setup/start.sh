#!/usr/bin/env bash
# Finds a Python 3.11 or newer (from apt where the machine has none) and hands over to setup/__main__.py.
# Usage: setup/start.sh [demo|test]   (demo leaves out what only the tests need)
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
  local python
  for python in "${DENPYO_PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    [ -n "$python" ] || continue
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
}

python=$(find_python)
if [ -z "$python" ] && command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  echo "No Python 3.11 or newer here: installing Debian's python3 and python3-venv …"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv </dev/null >/dev/null
  python=$(find_python)
fi
if [ -z "$python" ]; then
  echo "Denpyo needs Python 3.11 or newer, with its venv module. Install it (Debian: python3 and python3-venv)," \
    "or name one in DENPYO_PYTHON, and run this again." >&2
  exit 2
fi
exec "$python" setup "${1:-test}"
