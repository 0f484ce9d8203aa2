"""Cases of an import that will not be are dropped some at a time.

Two hundred thousand at once take longer than a worker's task may.
"""

from importlib import import_module

from django.db import migrations

_HANGING = import_module("accountability.migrations.0007_casework_rules").HANGING

# As in 0007, but for the limit.
DROPPING = r"""
DROP FUNCTION drop_staged_cases(uuid);
CREATE FUNCTION drop_staged_cases(which uuid, most integer) RETURNS SETOF uuid
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
    SELECT id FROM accountability_case
    WHERE imported_by_id = which AND staged LIMIT most
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

    dependencies = [("accountability", "0007_casework_rules")]
    operations = [
        migrations.RunSQL(
            DROPPING.format(
                deletions="\n".join(
                    f"  DELETE FROM {table} WHERE case_id = ANY (gone);"
                    for table in _HANGING
                )
            )
        )
    ]
