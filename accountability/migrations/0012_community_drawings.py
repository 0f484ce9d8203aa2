"""Protected figures of cases: what was drawn and what it cost, held by the database.

Budget and noise are one row. There is one row a vintage, and no vintage but two; years
are drawn for in one cohort alone; a cohort spends 2.0 at most; and nothing drawn is
changed or taken back, whoever asks (PRIVACY.md A4, vintages and time).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


RULES = r"""
CREATE FUNCTION check_drawing() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  -- Two drawings at a time would not see each other.
  PERFORM pg_advisory_xact_lock(72605);
  IF EXISTS (
    SELECT 1 FROM accountability_communitydrawing
    WHERE organisation_id = NEW.organisation_id
      AND first_year <= NEW.last_year AND NEW.first_year <= last_year
      AND (first_year, last_year) <> (NEW.first_year, NEW.last_year)
  ) THEN
    RAISE EXCEPTION 'another cohort has one of these years'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'community_drawing_years_apart';
  END IF;
  IF NEW.epsilon + coalesce((
    SELECT sum(epsilon) FROM accountability_communitydrawing
    WHERE organisation_id = NEW.organisation_id
      AND (first_year, last_year) = (NEW.first_year, NEW.last_year)
  ), 0) > 2.0 THEN
    RAISE EXCEPTION 'the budget of this cohort is spent'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'community_drawing_lifetime';
  END IF;
  IF NEW.vintage = 'preliminary' AND EXISTS (
    SELECT 1 FROM accountability_communitydrawing
    WHERE organisation_id = NEW.organisation_id AND vintage = 'final'
      AND (first_year, last_year) = (NEW.first_year, NEW.last_year)
  ) THEN
    RAISE EXCEPTION 'nothing preliminary follows the final vintage'
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'community_drawing_final_is_last';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER drawing_checked BEFORE INSERT ON accountability_communitydrawing
  FOR EACH ROW EXECUTE FUNCTION check_drawing();

CREATE FUNCTION refuse_drawing_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  RAISE EXCEPTION 'what was drawn is never changed'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER drawing_kept BEFORE UPDATE OR DELETE
  ON accountability_communitydrawing FOR EACH ROW
  EXECUTE FUNCTION refuse_drawing_change();
CREATE TRIGGER cube_kept BEFORE UPDATE OR DELETE
  ON accountability_communitycube FOR EACH ROW
  EXECUTE FUNCTION refuse_drawing_change();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON accountability_communitydrawing,
      accountability_communitycube FROM accountability_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', '0011_kept_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommunityDrawing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('vintage', models.CharField(max_length=60)),
                ('epsilon', models.DecimalField(decimal_places=2, max_digits=4)),
                ('scheduled', models.DateField()),
                ('plan_kind', models.CharField(max_length=60)),
                ('plan', models.JSONField()),
                ('plan_sha256', models.CharField(max_length=64)),
                ('code_sha256', models.CharField(max_length=64)),
                ('measurements', models.BinaryField()),
                ('measurements_sha256', models.CharField(max_length=64)),
                ('drawn_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='releasework',
            name='releasework_kind_known',
        ),
        migrations.AlterField(
            model_name='releasework',
            name='kind',
            field=models.CharField(choices=[('draft', 'Make a draft'), ('rebuild', 'Make a draft again'), ('publish', 'Publish'), ('draw', 'Draw community figures')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='releasework',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['draft', 'rebuild', 'publish', 'draw'])), name='releasework_kind_known'),
        ),
        migrations.CreateModel(
            name='CommunityCube',
            fields=[
                ('drawing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='cube', serialize=False, to='accountability.communitydrawing')),
                ('content', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='communitydrawing',
            name='drawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='communitydrawing',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawings', to='accountability.organisation'),
        ),
        migrations.AddConstraint(
            model_name='communitydrawing',
            constraint=models.CheckConstraint(condition=models.Q(('vintage__in', ['preliminary', 'final'])), name='community_drawing_vintage_code'),
        ),
        migrations.AddConstraint(
            model_name='communitydrawing',
            constraint=models.CheckConstraint(condition=models.Q(('plan_kind__in', ['annual', 'pooled', 'small'])), name='community_drawing_plan_kind_code'),
        ),
        migrations.AddConstraint(
            model_name='communitydrawing',
            constraint=models.UniqueConstraint(fields=('organisation', 'first_year', 'last_year', 'vintage'), name='community_drawing_once'),
        ),
        migrations.AddConstraint(
            model_name='communitydrawing',
            constraint=models.CheckConstraint(condition=models.Q(('epsilon__gt', 0), ('epsilon__lte', 2)), name='community_drawing_epsilon'),
        ),
        migrations.AddConstraint(
            model_name='communitydrawing',
            constraint=models.CheckConstraint(condition=models.Q(('first_year__lte', models.F('last_year'))), name='community_drawing_years'),
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
