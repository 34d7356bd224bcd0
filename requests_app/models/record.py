"""The small invented records source: stands for the IRS's own records in demonstration and tests."""

from __future__ import annotations

from django.db import models

from audits.guarding import tax_columns


@tax_columns("name_key", "name_control", "tin_index", "address_key", "sealed")
class TaxRecord(models.Model):
    """One record: blind keys to find it by, and the last known name and address, sealed (bound to 'record:<tin index hex>').

    `name_control` is a blind index of the first four letters of the surname, as the IRS's own name control.
    """

    tin_index = models.BinaryField(unique=True)
    name_key = models.BinaryField()
    name_control = models.BinaryField()
    address_key = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name_key", "address_key"], name="record_by_name_address")]
