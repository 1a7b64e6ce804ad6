#!/bin/sh
# RFC 862 echo: sends back whatever comes, until the visitor ends.
exec cat
