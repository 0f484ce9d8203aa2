"""Which picture of a figure a reviewer let out: appended to, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


#: What a person declared free of names is never edited: a later decision takes it back.
RULES = """
CREATE FUNCTION refuse_crop_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  RAISE EXCEPTION 'a decision on a picture is never changed'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER crop_decision_kept BEFORE UPDATE OR DELETE
  ON accountability_cropdecision FOR EACH ROW
  EXECUTE FUNCTION refuse_crop_change();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'accountability_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON accountability_cropdecision
      FROM accountability_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', '0018_recommendations'),
    ]

    operations = [
        migrations.CreateModel(
            name='CropDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('allowed', models.BooleanField()),
                ('shape', models.CharField(max_length=60)),
                ('sha256', models.CharField(max_length=64)),
                ('page', models.PositiveIntegerField()),
                ('cut_x0', models.FloatField()),
                ('cut_top', models.FloatField()),
                ('cut_x1', models.FloatField()),
                ('cut_bottom', models.FloatField()),
                ('picture', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crop_decisions', to=settings.AUTH_USER_MODEL)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crop_decisions', to='accountability.extractedrecord')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('shape__in', ['figure', 'row'])), name='crop_decision_shape_code'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$'), ('picture__regex', '^[0-9a-f]{64}$')), name='crop_decision_hashes'), models.CheckConstraint(condition=models.Q(('height__gte', 1), ('page__gte', 1), ('width__gte', 1), ('cut_bottom__gt', models.F('cut_top')), ('cut_x1__gt', models.F('cut_x0'))), name='crop_decision_has_area')],
            },
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
