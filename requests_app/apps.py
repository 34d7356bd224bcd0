"""The requests app: at start it registers its gates, which the database itself keeps."""

from django.apps import AppConfig

from audits import guarding


class RequestsConfig(AppConfig):
    """Disclosure requests under 6103(i)(2)."""

    name = "requests_app"
    verbose_name = "Disclosure requests"

    def ready(self) -> None:
        """Register the SQL of the gates; it is installed after each migration."""
        guarding.database_code("requests_app.gates.render")
