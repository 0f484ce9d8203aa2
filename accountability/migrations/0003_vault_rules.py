"""What the database itself enforces about cases: who sees a row, who holds a role.

Row level security on every table of the community record, forced for the owner too.
The policies read two settings that `accountability.access.context` sets for one
transaction; where they are unset every statement raises at the first row that it would
have to judge (`accountability.access.guard` raises on an empty table too).
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION acting_user() RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = public AS $$
DECLARE
  told text := current_setting('app.user_id', true);
BEGIN
  IF told IS NULL OR told = '' THEN
    RAISE EXCEPTION 'nobody acts in this transaction'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN told::integer;
END $$;

CREATE FUNCTION acting_purpose() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public AS $$
BEGIN
  PERFORM acting_user();
  RETURN coalesce(current_setting('app.purpose', true), '');
END $$;

-- The machine sees the cases of every organisation for these purposes only.
CREATE FUNCTION acting_system_for_cases() RETURNS boolean
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT acting_user() = 0
    AND acting_purpose() IN ('retention', 'attachments', 'statistics')
$$;

CREATE FUNCTION acting_person_for_cases() RETURNS integer
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT CASE WHEN acting_purpose() IN ('request', 'export')
    THEN acting_user() ELSE -1 END
$$;

CREATE FUNCTION acting_supervises() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT coalesce(array_agg(organisation_id), '{}') FROM accountability_membership
  WHERE user_id = acting_person_for_cases() AND role = 'supervisor'
$$;

-- The teams whose cases somebody works on: a case worker in the team.
CREATE FUNCTION acting_works_in() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT coalesce(array_agg(t.id), '{}')
  FROM accountability_teammember tm
  JOIN accountability_team t ON t.id = tm.team_id
  JOIN accountability_membership m
    ON m.user_id = tm.user_id AND m.organisation_id = t.organisation_id
  WHERE tm.user_id = acting_person_for_cases() AND m.role = 'case_worker'
$$;

-- The teams in which somebody may enter a case: everybody in the team, and a
-- supervisor in every team of the organisation.
CREATE FUNCTION acting_enters_for() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT coalesce(array_agg(DISTINCT t.id), '{}')
  FROM accountability_team t
  JOIN accountability_membership m ON m.organisation_id = t.organisation_id
  LEFT JOIN accountability_teammember tm
    ON tm.team_id = t.id AND tm.user_id = m.user_id
  WHERE m.user_id = acting_person_for_cases()
    AND (m.role = 'supervisor' OR tm.id IS NOT NULL)
$$;

CREATE FUNCTION acting_organisations() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT coalesce(array_agg(organisation_id), '{}') FROM accountability_membership
  WHERE user_id = acting_person_for_cases()
$$;
"""

# Intake staff see what they entered for as long as it is a draft, and no longer. (The
# statement that hands it over must see the row that it writes, hence the last line.)
VISIBLE = """
  (SELECT acting_user()) IS NOT NULL AND (
    (SELECT acting_system_for_cases())
    OR organisation_id = ANY ((SELECT acting_supervises())::bigint[])
    OR team_id = ANY ((SELECT acting_works_in())::bigint[])
    OR (
      created_by_id = (SELECT acting_person_for_cases())
      AND (
        status = 'draft'
        OR id::text = current_setting('app.handing_over', true)
      )
      AND team_id = ANY ((SELECT acting_enters_for())::bigint[])
    )
  )
"""

CASE = f"""
ALTER TABLE accountability_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE accountability_case FORCE ROW LEVEL SECURITY;
CREATE POLICY case_seen ON accountability_case FOR SELECT USING ({VISIBLE});
CREATE POLICY case_entered ON accountability_case FOR INSERT WITH CHECK (
  (SELECT acting_user()) IS NOT NULL
  AND created_by_id = (SELECT acting_person_for_cases())
  AND team_id = ANY ((SELECT acting_enters_for())::bigint[])
);
-- A case may leave its author's sight (an intake's draft that is handed over), never
-- its organisation.
CREATE POLICY case_changed ON accountability_case FOR UPDATE USING ({VISIBLE})
  WITH CHECK (
    (SELECT acting_system_for_cases())
    OR organisation_id = ANY ((SELECT acting_organisations())::bigint[])
  );
CREATE POLICY case_erased ON accountability_case FOR DELETE USING ({VISIBLE});
"""

# Who sees the case sees what hangs on it.
OF_CASE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {name}_of_case ON {table}
  USING (
    (SELECT acting_user()) IS NOT NULL
    AND EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = {table}.case_id)
  );
"""

# A trigger writes history in the name of whoever changed the row; a version may be of
# a case that has just left its author's sight.
HISTORY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {name}_seen ON {table} FOR SELECT USING (
  (SELECT acting_user()) IS NOT NULL
  AND EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = {table}.{case})
);
CREATE POLICY {name}_written ON {table} FOR INSERT
  WITH CHECK ((SELECT acting_user()) IS NOT NULL);
CREATE POLICY {name}_erased ON {table} FOR DELETE USING ((SELECT acting_user()) IS NOT NULL);
"""

SEALED = {
    "accountability_case": ("narrative", "occurred", "place", "wishes"),
    "accountability_caseperson": ("name", "contact", "details"),
    "accountability_casenote": ("text",),
    "accountability_consentevent": ("partner", "witness"),
    "accountability_caseexport": ("passphrase", "document"),
    "accountability_attachment": ("name", "fingerprint"),
}

ROLES = r"""
-- What nobody may be together, whichever of the two comes second.
CREATE FUNCTION refuse_roles_together() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  held text[];
BEGIN
  -- Two roles given at the same moment must not miss each other.
  PERFORM pg_advisory_xact_lock(72611, NEW.user_id::integer);
  SELECT array_agg(g.name) INTO held
  FROM accountability_user_groups ug JOIN auth_group g ON g.id = ug.group_id
  WHERE ug.user_id = NEW.user_id;
  IF 'administrator' = ANY (held) AND (
    'releaser' = ANY (held)
    OR EXISTS (SELECT 1 FROM accountability_membership WHERE user_id = NEW.user_id)
  ) THEN
    RAISE EXCEPTION 'an administrator is neither a releaser nor sees cases'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'roles_apart';
  END IF;
  IF 'auditor' = ANY (held)
    AND EXISTS (SELECT 1 FROM accountability_membership WHERE user_id = NEW.user_id)
  THEN
    RAISE EXCEPTION 'an auditor sees no case'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'roles_apart';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER roles_apart AFTER INSERT OR UPDATE ON accountability_user_groups
  FOR EACH ROW EXECUTE FUNCTION refuse_roles_together();
CREATE TRIGGER roles_apart AFTER INSERT OR UPDATE ON accountability_membership
  FOR EACH ROW EXECUTE FUNCTION refuse_roles_together();

-- A role in an organisation is given by its supervisor. Where nobody is in it yet, an
-- administrator, or the machine that sets the installation up, gives the first.
CREATE FUNCTION guard_membership() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  actor integer := acting_user();
  place bigint := CASE WHEN TG_OP = 'DELETE'
    THEN OLD.organisation_id ELSE NEW.organisation_id END;
BEGIN
  PERFORM pg_advisory_xact_lock(72612, place::integer);
  IF TG_OP = 'UPDATE' AND NEW.organisation_id <> OLD.organisation_id THEN
    RAISE EXCEPTION 'a membership stays in its organisation'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF place = ANY (acting_supervises()) THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'INSERT' AND NOT EXISTS (
    SELECT 1 FROM accountability_membership WHERE organisation_id = place
  ) AND (
    (actor = 0 AND acting_purpose() = 'setup')
    OR EXISTS (
      SELECT 1 FROM accountability_user_groups ug
      JOIN auth_group g ON g.id = ug.group_id
      WHERE ug.user_id = actor AND g.name = 'administrator'
    )
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'only a supervisor of the organisation gives a role in it'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER membership_guarded
  BEFORE INSERT OR UPDATE OR DELETE ON accountability_membership
  FOR EACH ROW EXECUTE FUNCTION guard_membership();

CREATE FUNCTION guard_team_member() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  member accountability_teammember;
  place bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN member := OLD; ELSE member := NEW; END IF;
  SELECT organisation_id INTO place
    FROM accountability_team WHERE id = member.team_id;
  IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
    RETURN OLD;  -- the membership has just been taken away
  END IF;
  IF NOT place = ANY (acting_supervises()) THEN
    RAISE EXCEPTION 'only a supervisor of the organisation says who is in a team'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP <> 'DELETE' AND NOT EXISTS (
    SELECT 1 FROM accountability_membership
    WHERE user_id = member.user_id AND organisation_id = place
  ) THEN
    RAISE EXCEPTION 'who is in a team is in its organisation'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'team_member_in_organisation';
  END IF;
  RETURN member;
END $$;
CREATE TRIGGER team_member_guarded
  BEFORE INSERT OR UPDATE OR DELETE ON accountability_teammember
  FOR EACH ROW EXECUTE FUNCTION guard_team_member();

-- Whoever leaves an organisation leaves its teams.
CREATE FUNCTION leave_teams() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  DELETE FROM accountability_teammember tm USING accountability_team t
  WHERE t.id = tm.team_id AND t.organisation_id = OLD.organisation_id
    AND tm.user_id = OLD.user_id;
  RETURN NULL;
END $$;
CREATE TRIGGER teams_left AFTER DELETE ON accountability_membership
  FOR EACH ROW EXECUTE FUNCTION leave_teams();

CREATE FUNCTION check_case_team() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM accountability_team
    WHERE id = NEW.team_id AND organisation_id = NEW.organisation_id
  ) THEN
    RAISE EXCEPTION 'the team is not of the organisation'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'case_team_of_organisation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_team_of_organisation
  BEFORE INSERT OR UPDATE OF team_id, organisation_id ON accountability_case
  FOR EACH ROW EXECUTE FUNCTION check_case_team();
"""

# Whoever is in the organisation learns that a case was erased, and by whom.
TOMBSTONE = """
ALTER TABLE accountability_tombstone ENABLE ROW LEVEL SECURITY;
ALTER TABLE accountability_tombstone FORCE ROW LEVEL SECURITY;
CREATE POLICY tombstone_seen ON accountability_tombstone USING (
  (SELECT acting_user()) IS NOT NULL AND (
    (SELECT acting_system_for_cases())
    OR organisation_id = ANY ((SELECT acting_organisations())::bigint[])
  )
);
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    REVOKE INSERT, UPDATE, DELETE ON accountability_tombstone FROM accountability_app;
  END IF;
END $$;
"""

AUDIT = r"""
CREATE SEQUENCE accountability_audit_seq AS bigint;
CREATE INDEX auditevent_object ON accountability_auditevent (object_id, seq);
CREATE INDEX auditevent_actor ON accountability_auditevent (actor_id, seq);
ALTER TABLE accountability_auditevent ADD CONSTRAINT auditevent_outcome_known
  CHECK (outcome IN ('allowed', 'denied', 'failed', 'rolled_back'));
ALTER TABLE accountability_auditseal ADD CONSTRAINT auditseal_in_order
  CHECK (last_seq >= first_seq);

-- Numbers and dates an entry. The lock is shared with other writers and held to the
-- end of the statement: the sealer, which takes it alone, knows that no smaller number
-- can still appear.
CREATE FUNCTION number_audit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(72601);
  NEW.seq := nextval('accountability_audit_seq');
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER audit_numbered BEFORE INSERT ON accountability_auditevent
  FOR EACH ROW EXECUTE FUNCTION number_audit_event();

CREATE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  RAISE EXCEPTION 'the audit is added to, never changed'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE
  ON accountability_auditevent FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE
  ON accountability_auditseal FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_audit_change();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_audit') THEN
    GRANT INSERT ON accountability_auditevent TO accountability_audit;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    REVOKE INSERT, UPDATE, DELETE ON accountability_auditevent FROM accountability_app;
    REVOKE UPDATE, DELETE ON accountability_auditseal FROM accountability_app;
  END IF;
END $$;
"""

# Erasing goes round the protection of history, so it is the owner's function, and the
# database itself asks for the two people or the clock. The policies still hold: whoever
# calls must see the case. The key was destroyed before; these are rows without use.
ERASURE = r"""
CREATE FUNCTION erase_case(which uuid, why text) RETURNS boolean
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
    VALUES (which, erased.number, erased.organisation_id,
            coalesce(asked.reason, why), now(), asked.asked_by_id, asked.decided_by_id)
    ON CONFLICT (case_id) DO NOTHING;
  -- No history of the erasing, and none of what was.
  SELECT array_agg(tgname) INTO ignored FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger\_%';
  PERFORM set_config('pgtrigger.ignore', ignored::text, true);
  DELETE FROM accountability_erasurerequest WHERE case_id = which;
  DELETE FROM accountability_caseexport WHERE case_id = which;
  DELETE FROM accountability_consentevent WHERE case_id = which;
  DELETE FROM accountability_attachment WHERE case_id = which;
  DELETE FROM accountability_casenote WHERE case_id = which;
  DELETE FROM accountability_caseperson WHERE case_id = which;
  DELETE FROM accountability_casenotehistory WHERE case_id = which;
  DELETE FROM accountability_casepersonhistory WHERE case_id = which;
  DELETE FROM accountability_casehistory WHERE id = which;
  DELETE FROM accountability_case WHERE id = which;
  PERFORM set_config('pgtrigger.ignore', '', true);
  RETURN true;
END $$;

-- pgtrigger lets whoever sets a variable go round its triggers. Here that is the owner
-- alone: the application can't change a case without its history.
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN current_user = (
    SELECT pg_get_userbyid(relowner) FROM pg_class
    WHERE oid = 'accountability_case'::regclass
  ) AND trigger_name = ANY (
    coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')::text[]
  );
END $$;
"""

# The application adds history and consent and changes neither; cases go only through
# the function that erases. (A role of another name is the installation's own affair:
# docs/how-to/run-in-production.md.)
GRANTS = """
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    REVOKE UPDATE, DELETE ON {append_only} FROM accountability_app;
    REVOKE DELETE ON accountability_case FROM accountability_app;
  END IF;
END $$;
"""

HISTORIES = {
    "accountability_casehistory": "id",
    "accountability_casepersonhistory": "case_id",
    "accountability_casenotehistory": "case_id",
}
OF_CASES = (
    "accountability_caseperson",
    "accountability_casenote",
    "accountability_consentevent",
    "accountability_caseexport",
    "accountability_attachment",
    "accountability_erasurerequest",
)


def statements() -> str:
    """Return all rules in the order in which they depend on each other."""
    sealed = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_sealed CHECK ("
        f"{column} IS NULL OR (octet_length({column}) >= 31"
        f" AND get_byte({column}, 0) = 1));"
        for table, columns in SEALED.items()
        for column in columns
    ]
    name = "accountability_"
    append_only = ", ".join([*HISTORIES, "accountability_consentevent"])
    return "\n".join(
        [
            FUNCTIONS,
            CASE,
            *(OF_CASE.format(table=t, name=t.removeprefix(name)) for t in OF_CASES),
            *(
                HISTORY.format(table=t, name=t.removeprefix(name), case=case)
                for t, case in HISTORIES.items()
            ),
            *sealed,
            ROLES,
            TOMBSTONE,
            AUDIT,
            ERASURE,
            GRANTS.format(append_only=append_only),
        ]
    )


class Migration(migrations.Migration):
    """Forward only: taking protection away is not a migration."""

    dependencies = [("accountability", "0002_vault")]
    operations = [migrations.RunSQL(statements())]
