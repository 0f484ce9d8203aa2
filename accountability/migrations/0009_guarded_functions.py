"""What a review found open: who may call the owner's functions, what they may take.

The functions that erase run as the tables' owner; they are the application's to call
and nobody else's. A case stays the import's that it came with, is hidden again only
while that is taken back, and is not dropped while it is held or others are merged
into it. A case is merged within its team, so that who sees one sees both.
"""

from importlib import import_module

from django.db import migrations

_HANGING = import_module("accountability.migrations.0007_casework_rules").HANGING

RIGHTS = r"""
REVOKE EXECUTE ON FUNCTION erase_case(uuid, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION drop_staged_cases(uuid, integer) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION number_audit_event() FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    GRANT EXECUTE ON FUNCTION erase_case(uuid, text) TO accountability_app;
    GRANT EXECUTE ON FUNCTION drop_staged_cases(uuid, integer) TO accountability_app;
  END IF;
END $$;
"""

MERGES = r"""
CREATE OR REPLACE FUNCTION check_merge() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF NEW.merged_into_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM accountability_case
    WHERE id = NEW.merged_into_id AND id <> NEW.id
      AND team_id = NEW.team_id AND merged_into_id IS NULL
  ) THEN
    RAISE EXCEPTION 'it can not be merged into that case'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'merged_within_team';
  END IF;
  IF NEW.merged_into_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM accountability_case WHERE merged_into_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'others are merged into this case'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'merged_once';
  END IF;
  RETURN NEW;
END $$;
"""

STAGING = r"""
CREATE FUNCTION guard_staging() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF NEW.imported_by_id IS DISTINCT FROM OLD.imported_by_id THEN
    RAISE EXCEPTION 'a case stays the import''s that it came with'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.staged AND NOT OLD.staged AND (NEW.legal_hold OR NOT EXISTS (
    SELECT 1 FROM accountability_caseimport
    WHERE id = NEW.imported_by_id AND state = 'taken_back'
  )) THEN
    RAISE EXCEPTION 'only an import that is taken back hides its cases again'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER staging_guarded BEFORE UPDATE OF staged, imported_by_id
  ON accountability_case FOR EACH ROW EXECUTE FUNCTION guard_staging();

CREATE OR REPLACE FUNCTION drop_staged_cases(which uuid, most integer)
RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  gone uuid[];
  ignored text[];
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM accountability_caseimport
    WHERE id = which AND state IN ('cancelled', 'taken_back', 'failed')
  ) THEN
    RAISE EXCEPTION 'the import stands' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(id) INTO gone FROM (
    SELECT id FROM accountability_case c
    WHERE imported_by_id = which AND staged AND NOT legal_hold
      AND NOT EXISTS (
        SELECT 1 FROM accountability_case m WHERE m.merged_into_id = c.id
      )
    LIMIT most
  ) some_of_them;
  SELECT array_agg(tgname) INTO ignored FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger\_%';
  PERFORM set_config('pgtrigger.ignore', ignored::text, true);
{deletions}
  DELETE FROM accountability_casehistory WHERE id = ANY (gone);
  DELETE FROM accountability_case WHERE id = ANY (gone);
  PERFORM set_config('pgtrigger.ignore', '', true);
  RETURN QUERY SELECT unnest(gone);
END $$;
"""


class Migration(migrations.Migration):
    """Forward only: taking protection away is not a migration."""

    dependencies = [("accountability", "0008_import_in_parts")]
    operations = [
        migrations.RunSQL(
            STAGING.format(
                deletions="\n".join(
                    f"  DELETE FROM {table} WHERE case_id = ANY (gone);"
                    for table in _HANGING
                )
            )
        ),
        migrations.RunSQL(MERGES),
        migrations.RunSQL(RIGHTS),
    ]
