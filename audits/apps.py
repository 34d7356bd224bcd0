"""The audits app: at start it registers its own SQL and asks to be called after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import guarding, installing


class AuditsConfig(AppConfig):
    """History, access log, accounting."""

    name = "audits"

    def ready(self) -> None:
        """Register the database's own code; install it after each migration."""
        guarding.database_code("audits.events_sql.render")
        guarding.database_code("audits.triggers.render")
        guarding.database_code("audits.ledgers.render")
        guarding.database_code("audits.anomaly_sql.render")
        guarding.database_code("audits.finding_sql.render")
        guarding.called_by_app("audits_record_access", "audits_account")
        guarding.called_by_app("audits_note_anomalies", "audits_anomaly_verdict")
        guarding.called_by_app(
            "audits_events_older", "audits_events_newer", "audits_events_of", "audits_events_counted"
        )
        guarding.called_by_app("audits_event_search")
        post_migrate.connect(installing.after_migrate, sender=self, dispatch_uid="audits.install")
