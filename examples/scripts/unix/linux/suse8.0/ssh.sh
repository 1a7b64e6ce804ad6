#!/bin/sh
# The name under which the Linux.com article calls its SSH server.
exec perl "${0%/*}/../../../ssh.pl" debian
