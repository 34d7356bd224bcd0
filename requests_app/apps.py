"""The requests app: at start it registers its gates, which the database itself keeps."""

from django.apps import AppConfig

from audits import guarding, placing

from .rules.transitions import RELEASE_STEPS


class RequestsConfig(AppConfig):
    """Disclosure requests under 6103(i)(2)."""

    name = "requests_app"
    verbose_name = "Disclosure requests"

    def ready(self) -> None:
        """Register the SQL of the gates; it is installed after each migration."""
        guarding.database_code("requests_app.gates.render")
        guarding.owner_of_case("(SELECT r.agency_id FROM public.requests_app_disclosurerequest r WHERE r.id = of_case)")
        guarding.anomaly_finder("requests_app.workflow.looks_compared.alike")
        guarding.anomaly_finder("requests_app.workflow.looks_compared.without_a_part", after="unassigned_grace")
        placing.declared_at("requests_app.gates.placing.declare")
        guarding.called_by_app(
            "desk_reader", "desk_has_role", "desk_content_hash", "desk_release_check", "desk_sum_up_tallies"
        )
        guarding.called_by_app(
            *("desk_irs_reader", "desk_reads_list", "desk_is_keeper", "desk_counsel_unfinished"),
            *("desk_matching", "desk_measure", "desk_content_hash_at", "desk_subject_hash"),
            *(
                "desk_named_elsewhere",
                "desk_confidential_hits",
                "desk_same_people",
                "desk_mark_compare",
                "desk_bearers",
            ),
        )
        guarding.called_by_app(*(f"desk_release_{act}" for act in RELEASE_STEPS))
        guarding.called_by_app("desk_release_part", "desk_package_asks", "desk_breaker_trip", "desk_breaker_reset")
        guarding.called_by_app("desk_key_register", "desk_key_revoke", "desk_item_attach", "desk_item_remove")
        guarding.called_by_app("desk_orders_on", "desk_held_subjects", "desk_orders_on_package", "desk_cites")
        guarding.called_by_app("desk_order_serve", "desk_order_acknowledge")
        guarding.called_by_app("desk_incident_bars", "desk_incident_told", "desk_disposal_propose", "desk_disposal_do")
        guarding.called_by_app("desk_rights_hash", "desk_rights_sign")
