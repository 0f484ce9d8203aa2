"""Reports that people read, as they are handed in, and how a file came to us."""

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
    ]
