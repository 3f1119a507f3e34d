#!/bin/sh
# Makes the Python base image that the image tests build on, where no registry can be reached:
# a minimal Debian with Python, packed once into a cache. Needs root, debootstrap and zstd.
# Usage: scripts/prepare-image-base.sh    (prints the path of the archive)
set -eu

cache="${XDG_CACHE_HOME:-$HOME/.cache}/mlinvoke-images"
archive="$cache/base-python.tar.zst"
if [ -f "$archive" ]; then
  echo "$archive"
  exit 0
fi

for program in debootstrap zstd; do
  command -v "$program" > /dev/null || {
    echo "prepare-image-base: $program is missing; install it (apt-get install $program)" >&2
    exit 1
  }
done

# The mirror that this machine's own apt uses; debootstrap's own choice where it has none.
mirror=$(apt-cache policy 2> /dev/null | sed -n 's|.* \(https*://[^ ]*\) bookworm/main .*|\1|p' | head -n 1)

mkdir -p "$cache"
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
root="$work/root"
debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip,python3-venv \
  bookworm "$root" ${mirror:+"$mirror"} > "$work/log" 2>&1 || {
  tail -n 20 "$work/log" >&2
  exit 1
}
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
# As in Docker's python images: `python` is there, and pip may install for everybody.
rm -f "$root"/usr/lib/python3.*/EXTERNALLY-MANAGED
ln -s /usr/bin/python3 "$root/usr/local/bin/python"
tar -C "$root" -c . | zstd -q -o "$work/base.tar.zst"
mv "$work/base.tar.zst" "$archive"
echo "$archive"
