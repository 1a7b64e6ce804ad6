#!/bin/sh
# RFC 863 discard: reads until the visitor ends and says only how much it was.
echo "$(wc -c) bytes thrown away" >&2
