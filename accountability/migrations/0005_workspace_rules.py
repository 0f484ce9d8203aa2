"""The workspace's tables under the rules of the vault (0003): rows, seals, erasure."""

from django.db import migrations

CASE = r"""
-- What hangs on an allegation hangs on its case; an allegation's respondent is in it.
CREATE FUNCTION check_same_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  other uuid;
BEGIN
  IF TG_ARGV[0] = 'allegation' THEN
    SELECT case_id INTO other FROM accountability_caseallegation
      WHERE id = NEW.allegation_id;
  ELSE
    IF NEW.respondent_id IS NULL THEN
      RETURN NEW;
    END IF;
    SELECT case_id INTO other FROM accountability_caseperson
      WHERE id = NEW.respondent_id;
  END IF;
  IF other IS DISTINCT FROM NEW.case_id THEN
    RAISE EXCEPTION 'it belongs to another case'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'part_of_the_same_case';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER part_of_the_same_case BEFORE INSERT OR UPDATE
  ON accountability_casefinding
  FOR EACH ROW EXECUTE FUNCTION check_same_case('allegation');
CREATE TRIGGER part_of_the_same_case BEFORE INSERT OR UPDATE
  ON accountability_casediscipline
  FOR EACH ROW EXECUTE FUNCTION check_same_case('allegation');
CREATE TRIGGER part_of_the_same_case BEFORE INSERT OR UPDATE
  ON accountability_caseallegation
  FOR EACH ROW EXECUTE FUNCTION check_same_case('respondent');
"""

# Who sees the case sees what hangs on it.
OF_CASE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {name}_of_case ON {table}
  USING (
    (SELECT acting_user()) IS NOT NULL
    AND EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = {table}.case_id)
    {also}
  );
"""
# What somebody types and has not saved is theirs alone.
OWN_DRAFT = """AND (
      author_id = (SELECT acting_person_for_cases())
      OR (SELECT acting_system_for_cases())
    )"""

HISTORY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {name}_seen ON {table} FOR SELECT USING (
  (SELECT acting_user()) IS NOT NULL
  AND EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = {table}.case_id)
);
CREATE POLICY {name}_written ON {table} FOR INSERT
  WITH CHECK ((SELECT acting_user()) IS NOT NULL);
CREATE POLICY {name}_erased ON {table} FOR DELETE
  USING ((SELECT acting_user()) IS NOT NULL);
"""

SEALED = {
    "accountability_case": ("harm", "reporting"),
    "accountability_caseallegation": ("told",),
    "accountability_casefinding": ("details",),
    "accountability_casedraft": ("body",),
    "accountability_casemove": ("reason",),
}
#: In the order in which they can be emptied.
OF_CASES = (
    *("accountability_casefinding", "accountability_casediscipline"),
    *("accountability_caseallegation", "accountability_casedraft"),
    *("accountability_casemove", "accountability_casematch"),
)
HISTORIES = (
    *("accountability_caseallegationhistory", "accountability_casefindinghistory"),
    "accountability_casedisciplinehistory",
)

# As in 0003, with what the workspace has added.
_BEFORE = (
    *("accountability_erasurerequest", "accountability_caseexport"),
    *("accountability_consentevent", "accountability_attachment"),
    *("accountability_casenote", "accountability_caseperson"),
    *("accountability_casenotehistory", "accountability_casepersonhistory"),
)
ERASURE = r"""
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
  IF erased.legal_hold THEN
    RAISE EXCEPTION 'the case is held' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO asked FROM accountability_erasurerequest
    WHERE case_id = which AND agreed AND decided_by_id <> asked_by_id
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

# Before the rules, so that the owner needs nobody to act.
MATCHES = """
INSERT INTO accountability_casematch (case_id, person_id, kind, index)
  SELECT case_id, person_id, 'name', match_index FROM accountability_match_before;
DROP TABLE accountability_match_before;
"""

GRANTS = """
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    REVOKE UPDATE, DELETE ON {append_only} FROM accountability_app;
  END IF;
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
    of_case = [
        OF_CASE.format(
            table=table,
            name=table.removeprefix(name),
            also=OWN_DRAFT if table.endswith("draft") else "",
        )
        for table in OF_CASES
    ]
    deletions = "\n".join(
        f"  DELETE FROM {table} WHERE case_id = which;"
        for table in (*OF_CASES, *HISTORIES, *_BEFORE)
    )
    return "\n".join(
        [
            MATCHES,
            CASE,
            *of_case,
            *(
                HISTORY.format(table=table, name=table.removeprefix(name))
                for table in HISTORIES
            ),
            *sealed,
            ERASURE.format(deletions=deletions),
            GRANTS.format(append_only=", ".join([*HISTORIES, f"{name}casemove"])),
        ]
    )


class Migration(migrations.Migration):
    """Forward only: taking protection away is not a migration."""

    dependencies = [("accountability", "0004_workspace")]
    operations = [migrations.RunSQL(statements())]
