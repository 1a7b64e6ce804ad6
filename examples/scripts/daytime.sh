#!/bin/sh
# RFC 867 daytime: the date, and the end.
printf '%s\r\n' "$(LC_ALL=C date '+%a %b %e %H:%M:%S %Y')"
