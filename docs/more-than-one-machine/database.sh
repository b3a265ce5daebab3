#!/bin/sh
# Run once, by the database's own image, as its superuser: the BFF's role must be a plain one.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --set=password="$(cat /run/secrets/topup)" <<'SQL'
CREATE ROLE topup LOGIN PASSWORD :'password';
CREATE DATABASE topup OWNER topup;
SQL
