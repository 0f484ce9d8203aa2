-- Run in postgres after database.sql, and once in a cluster of an earlier version; by the
-- embedded cluster and by deploy/make-roles.sh alike. One statement a line.
CREATE ROLE accountability_audit LOGIN PASSWORD :'audit_password'
GRANT CONNECT ON DATABASE accountability TO accountability_audit
