"""The release desk: audits of drafts, work for a worker, which release is current."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# What was on its way was never audited: it begins again. The last release published is
# the one that CURRENT names.
CARRY_OVER = """
UPDATE accountability_approval a SET voided_at = now()
FROM accountability_release r
WHERE r.id = a.release_id AND r.state IN ('approved_once', 'approved');
UPDATE accountability_release SET state = 'draft'
WHERE state IN ('approved_once', 'approved');
INSERT INTO accountability_currentchange (release_id, by_id, at, rollback, reason)
SELECT id, author_id, published_at, false, ''
FROM accountability_release WHERE state = 'published'
ORDER BY published_at DESC, id DESC LIMIT 1;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', "0009_guarded_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name='CurrentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('rollback', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('made_by', models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseAudit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('passed', models.BooleanField()),
                ('checks', models.JSONField(default=list)),
                ('rows', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=dict)),
                ('made_by', models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                'ordering': ['-id'],
                'get_latest_by': 'id',
            },
        ),
        migrations.CreateModel(
            name='ReleaseWork',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('draft', 'Make a draft'), ('rebuild', 'Make a draft again'), ('publish', 'Publish')], max_length=20)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Under way'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=20)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('step', models.CharField(blank=True, max_length=40)),
                ('steps_done', models.PositiveSmallIntegerField(default=0)),
                ('steps', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField(blank=True, null=True)),
                ('rung_at', models.DateTimeField(blank=True, null=True)),
                ('held_by', models.CharField(blank=True, max_length=100)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=40)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='approval',
            name='approval_one_each',
        ),
        migrations.RemoveConstraint(
            model_name='release',
            name='release_state_known',
        ),
        migrations.AddField(
            model_name='approval',
            name='voided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='release',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('audited', 'Audited'), ('approved_once', 'Approved once'), ('approved', 'Approved twice'), ('published', 'Published'), ('returned', 'Returned')], default='draft', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('release', 'by', 'content_sha256'), name='approval_one_each'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'audited', 'approved_once', 'approved', 'published', 'returned'])), name='release_state_known'),
        ),
        migrations.AddField(
            model_name='currentchange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='currentchange',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='namings', to='accountability.release'),
        ),
        migrations.AddField(
            model_name='releaseaudit',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audits', to='accountability.release'),
        ),
        migrations.AddField(
            model_name='releasework',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='releasework',
            name='release',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='work', to='accountability.release'),
        ),
        migrations.AddConstraint(
            model_name='currentchange',
            constraint=models.CheckConstraint(condition=models.Q(('rollback', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='currentchange_rollback_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='releasework',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['draft', 'rebuild', 'publish'])), name='releasework_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='releasework',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='releasework_state_known'),
        ),
        migrations.AddConstraint(
            model_name='releasework',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('failure', ''), _negated=True), _connector='OR'), name='releasework_failed_has_failure'),
        ),
        migrations.AddConstraint(
            model_name='releasework',
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(('state__in', ['waiting', 'running'])), name='releasework_one_at_a_time'),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
    ]
