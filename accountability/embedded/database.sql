-- Run in postgres after template1.sql. One statement a line.
CREATE DATABASE accountability OWNER accountability_owner
REVOKE ALL ON DATABASE accountability FROM PUBLIC
GRANT CONNECT, TEMPORARY ON DATABASE accountability TO accountability_app
REVOKE ALL ON DATABASE postgres FROM PUBLIC
