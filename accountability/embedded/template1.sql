-- Run in template1, so that every later database has the same defaults; by the embedded
-- cluster and by deploy/make-roles.sh alike. One statement a line.
CREATE ROLE accountability_owner LOGIN PASSWORD :'owner_password'
CREATE ROLE accountability_app LOGIN PASSWORD :'app_password'
ALTER DEFAULT PRIVILEGES FOR ROLE accountability_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO accountability_app
ALTER DEFAULT PRIVILEGES FOR ROLE accountability_owner GRANT USAGE, SELECT ON SEQUENCES TO accountability_app
