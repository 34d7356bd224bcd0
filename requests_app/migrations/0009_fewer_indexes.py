"""History has no index of its dates: it is found by case, row and transaction."""

from django.db import migrations, models

from requests_app.migrations._together import Together

OF = """
    agency agencygroupgrant agencypersongrant agreement agreementcondition attacheditem batch clearance confidentialflag
    custodyact deciding decision disclosurerequest disposal hold homekey incident incidentact listedstatute listedword
    matchdecision matchdraw matchrecheck matchverdict note officer orderservice participation person preparation
    protectedperson protectionact protectionkeeper reaudit recipientkey release releasebreaker reminder reminderdigest
    retentionperiod rightsline rightsreminder rightsreview rightssignature rightsverdict safeguardfinding safeguardrefusal
    savedfilter selection signature snapshot subject succession threshold
"""


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0008_further_tables'),
    ]

    operations = [Together([
        migrations.AlterField(f'historical{name}', 'history_date', models.DateTimeField()) for name in OF.split()
    ])]
