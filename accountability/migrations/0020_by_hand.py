"""What a person types of a page, while it is written and once it is a reading."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', '0019_crop_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('statistic', 'Figure'), ('allegation', 'Allegation'), ('proceeding', 'Proceeding'), ('matter', 'Matter'), ('recommendation', 'Recommendation'), ('response', 'Answer to a recommendation'), ('rejection', 'Unreadable')], max_length=20)),
                ('typed', models.JSONField(blank=True, default=dict)),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('kept_at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_entries', to=settings.AUTH_USER_MODEL)),
                ('reading', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hand_entry', to='accountability.extractedrecord')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_entries', to='accountability.snapshot')),
            ],
            options={
                'ordering': ['begun_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['recommendation', 'response'])), name='hand_entry_kind_known'), models.CheckConstraint(condition=models.Q(('reading__isnull', True), ('typed', {}), _connector='OR'), name='hand_entry_typed_or_read'), models.UniqueConstraint(condition=models.Q(('reading__isnull', True)), fields=('snapshot', 'kind', 'by'), name='hand_entry_one_begun')],
            },
        ),
    ]
