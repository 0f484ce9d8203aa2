"""Reports that people read; who is told of alarms; how departments are offered."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', '0020_by_hand'),
    ]

    operations = [
        migrations.AddField(
            model_name='handedinfile',
            name='by_hand',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='handedinfile',
            name='got_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='handedinfile',
            name='given_by',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name='handedinfile',
            constraint=models.CheckConstraint(condition=models.Q(('by_hand', False), models.Q(('form', 'pdf'), ('got_on__isnull', False)), _connector='OR'), name='handed_in_by_hand_is_a_dated_pdf'),
        ),
        migrations.CreateModel(
            name='AlarmAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['added_at', 'id'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('address'), condition=models.Q(('removed_at__isnull', True)), name='alarm_address_once_on_the_list'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='alarm_address_removed_by_somebody')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['department', 'team'], name='case_by_department_team'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('status', 'draft')), fields=['created_by'], name='case_drafts_of_a_person'),
        ),
    ]
