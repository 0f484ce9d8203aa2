"""Tasks, links, tags, merges and imports under the rules of the vault (0003, 0005)."""

from django.db import migrations

PURPOSE = r"""
-- A worker brings in what a person uploaded, as that person.
CREATE OR REPLACE FUNCTION acting_person_for_cases() RETURNS integer
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT CASE WHEN acting_purpose() IN ('request', 'export', 'import')
    THEN acting_user() ELSE -1 END
$$;
"""

# As in 0003; and of an import that is not whole nobody sees a case but who makes it.
VISIBLE = """
  (SELECT acting_user()) IS NOT NULL AND (
    (SELECT acting_system_for_cases())
    OR organisation_id = ANY ((SELECT acting_supervises())::bigint[])
    OR team_id = ANY ((SELECT acting_works_in())::bigint[])
    OR (
      created_by_id = (SELECT acting_person_for_cases())
      AND (
        status = 'draft'
        OR staged
        OR id::text = current_setting('app.handing_over', true)
      )
      AND team_id = ANY ((SELECT acting_enters_for())::bigint[])
    )
  )
  AND (NOT staged OR (SELECT acting_purpose()) = 'import')
"""
CASE = f"""
ALTER POLICY case_seen ON accountability_case USING ({VISIBLE});
ALTER POLICY case_changed ON accountability_case USING ({VISIBLE});
ALTER POLICY case_erased ON accountability_case USING ({VISIBLE});

-- A case is merged into a case of the same organisation that goes on itself.
CREATE FUNCTION check_merge() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF NEW.merged_into_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM accountability_case
    WHERE id = NEW.merged_into_id AND id <> NEW.id
      AND organisation_id = NEW.organisation_id AND merged_into_id IS NULL
  ) THEN
    RAISE EXCEPTION 'it can not be merged into that case'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'merged_within_organisation';
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
CREATE TRIGGER merged_within_organisation
  BEFORE INSERT OR UPDATE OF merged_into_id ON accountability_case
  FOR EACH ROW EXECUTE FUNCTION check_merge();

CREATE FUNCTION check_tagging() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM accountability_case c
    JOIN accountability_casetag t ON t.organisation_id = c.organisation_id
    WHERE c.id = NEW.case_id AND t.id = NEW.tag_id
  ) THEN
    RAISE EXCEPTION 'the tag is another organisation''s'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'tag_of_the_organisation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tag_of_the_organisation BEFORE INSERT OR UPDATE
  ON accountability_casetagging
  FOR EACH ROW EXECUTE FUNCTION check_tagging();
"""

OF_CASE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {name}_of_case ON {table}
  USING (
    (SELECT acting_user()) IS NOT NULL
    AND EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = {table}.case_id)
  );
"""
OF_ORGANISATION = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {name}_of_organisation ON {table}
  USING (
    (SELECT acting_user()) IS NOT NULL
    AND organisation_id = ANY ((SELECT acting_organisations())::bigint[])
  );
"""
# Whoever uploaded it, and who supervises the organisation; the machine sees that it
# waits, and what a sweep has to end.
IMPORTS = """
ALTER TABLE accountability_caseimport ENABLE ROW LEVEL SECURITY;
ALTER TABLE accountability_caseimport FORCE ROW LEVEL SECURITY;
CREATE POLICY caseimport_seen ON accountability_caseimport
  USING (
    (SELECT acting_user()) IS NOT NULL AND (
      (SELECT acting_system_for_cases())
      OR organisation_id = ANY ((SELECT acting_supervises())::bigint[])
      OR (
        asked_by_id = (SELECT acting_person_for_cases())
        AND team_id = ANY ((SELECT acting_enters_for())::bigint[])
      )
    )
  );
ALTER TABLE accountability_importproblem ENABLE ROW LEVEL SECURITY;
ALTER TABLE accountability_importproblem FORCE ROW LEVEL SECURITY;
CREATE POLICY importproblem_seen ON accountability_importproblem
  USING (
    (SELECT acting_user()) IS NOT NULL AND EXISTS (
      SELECT 1 FROM accountability_caseimport i
      WHERE i.id = accountability_importproblem.case_import_id
    )
  );
"""

SEALED = {
    "accountability_casetask": ("body",),
    "accountability_caselink": ("target",),
    "accountability_casetag": ("name",),
    "accountability_caseimport": ("name", "headings", "mapping"),
    "accountability_importmapping": ("mapping",),
}
OF_CASES = (
    *("accountability_casetask", "accountability_caselink"),
    "accountability_casetagging",
)
#: Everything that hangs on a case by case_id, in the order in which it can go.
HANGING = (
    *OF_CASES,
    *("accountability_casefinding", "accountability_casediscipline"),
    *("accountability_caseallegation", "accountability_casedraft"),
    *("accountability_casemove", "accountability_casematch"),
    *("accountability_caseallegationhistory", "accountability_casefindinghistory"),
    "accountability_casedisciplinehistory",
    *("accountability_erasurerequest", "accountability_caseexport"),
    *("accountability_consentevent", "accountability_attachment"),
    *("accountability_casenote", "accountability_caseperson"),
    *("accountability_casenotehistory", "accountability_casepersonhistory"),
)
ERASURE = r"""
-- What was merged into a case is erased with it, by the same decision, and is held
-- with it.
CREATE OR REPLACE FUNCTION erase_case(which uuid, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  erased accountability_case;
  asked accountability_erasurerequest;
  ignored text[];
BEGIN
  SELECT * INTO erased FROM accountability_case WHERE id = which FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF erased.legal_hold OR EXISTS (
    SELECT 1 FROM accountability_case WHERE id = erased.merged_into_id AND legal_hold
  ) THEN
    RAISE EXCEPTION 'the case is held' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO asked FROM accountability_erasurerequest
    WHERE case_id IN (which, erased.merged_into_id)
      AND agreed AND decided_by_id <> asked_by_id
    ORDER BY decided_at DESC LIMIT 1;
  IF asked.id IS NULL AND NOT acting_purpose() = 'retention' THEN
    RAISE EXCEPTION 'two people, or the clock, erase a case'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO accountability_tombstone
    (case_id, number, organisation_id, reason, erased_at, asked_by_id, agreed_by_id)
    VALUES (which, erased.number, erased.organisation_id, coalesce(asked.reason, why),
            now(), asked.asked_by_id, asked.decided_by_id)
    ON CONFLICT (case_id) DO NOTHING;
  -- No history of the erasing, and none of what was.
  SELECT array_agg(tgname) INTO ignored FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger\_%';
  PERFORM set_config('pgtrigger.ignore', ignored::text, true);
{deletions}
  DELETE FROM accountability_casehistory WHERE id = which;
  DELETE FROM accountability_case WHERE id = which;
  PERFORM set_config('pgtrigger.ignore', '', true);
  RETURN true;
END $$;

-- An import that will not be: its cases were never anybody's to see, or nobody has
-- touched them since. Returns them, so that their keys can go.
CREATE FUNCTION drop_staged_cases(which uuid) RETURNS SETOF uuid
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
  SELECT array_agg(id) INTO gone FROM accountability_case
    WHERE imported_by_id = which AND staged;
  SELECT array_agg(tgname) INTO ignored FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger\_%';
  PERFORM set_config('pgtrigger.ignore', ignored::text, true);
{staged_deletions}
  DELETE FROM accountability_casehistory WHERE id = ANY (gone);
  DELETE FROM accountability_case WHERE id = ANY (gone);
  PERFORM set_config('pgtrigger.ignore', '', true);
  RETURN QUERY SELECT unnest(gone);
END $$;

-- A migration of pgtrigger's puts its own back: see 0003.
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN current_user = (
    SELECT pg_get_userbyid(relowner) FROM pg_class
    WHERE oid = 'accountability_case'::regclass
  ) AND trigger_name = ANY (
    coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{{}}')::text[]
  );
END $$;
"""


def statements() -> str:
    """Return all rules in the order in which they depend on each other."""
    name = "accountability_"
    sealed = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_sealed CHECK ("
        f"{column} IS NULL OR (octet_length({column}) >= 31"
        f" AND get_byte({column}, 0) = 1));"
        for table, columns in SEALED.items()
        for column in columns
    ]
    of_organisation = (f"{name}casetag", f"{name}importmapping")
    return "\n".join(
        [
            PURPOSE,
            CASE,
            *(
                OF_CASE.format(table=table, name=table.removeprefix(name))
                for table in OF_CASES
            ),
            *(
                OF_ORGANISATION.format(table=table, name=table.removeprefix(name))
                for table in of_organisation
            ),
            IMPORTS,
            *sealed,
            ERASURE.format(
                deletions="\n".join(
                    f"  DELETE FROM {table} WHERE case_id = which;"
                    for table in HANGING
                ),
                staged_deletions="\n".join(
                    f"  DELETE FROM {table} WHERE case_id = ANY (gone);"
                    for table in HANGING
                ),
            ),
        ]
    )


class Migration(migrations.Migration):
    """Forward only: taking protection away is not a migration."""

    dependencies = [("accountability", "0006_casework")]
    operations = [migrations.RunSQL(statements())]
