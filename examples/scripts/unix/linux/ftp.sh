#!/bin/sh
# The name under which the Linux.com article calls its FTP server.
exec perl "${0%/*}/../../ftp.pl" vsftpd
