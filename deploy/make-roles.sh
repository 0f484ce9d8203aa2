#!/bin/sh
# Run by the postgres image once, when its volume is new: the owner who migrates, the
# application role and the audit's, from the statements that the embedded cluster uses too.
set -eu
run() { # database, file
  sed '/^--/d; s/$/;/' "/statements/$2" |
    psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname "$1" --username "$POSTGRES_USER" \
      --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" \
      --set audit_password="$AUDIT_PASSWORD"
}
run template1 template1.sql
run postgres database.sql
run postgres audit.sql
