"""The records source in PostgreSQL: records sealed, and normal forms of records and subjects, blind, by which they are matched.

A normal form is kept as 64-bit keys (the first 8 bytes of an HMAC, one namespace a field), so that matching compares numbers
and opens nothing. None: nothing given, or nothing that can be compared. See matching/normal.py for what each field holds.
"""

from __future__ import annotations

from django.db import models

from audits.guarding import derived, tax_columns

FORM_FIELDS = (
    *("tin", "surname", "given", "initial", "middle", "middle_initial", "suffix", "first_part", "last_part"),
    *("control", "whole", "street", "house", "unit", "city", "zip", "name_zip"),
)
"""The fields of a normal form, in the order of `matching.normal.Form`."""


@tax_columns("tin_index", "sealed")
class TaxRecord(models.Model):
    """One record: the blind index of its TIN, and the last known name and address, sealed (bound to 'record:<index hex>').

    In an installation for use, another source stands in its place; this one serves demonstration and measurement.
    """

    tin_index = models.BinaryField(unique=True)
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()


class NormalForm(models.Model):
    """A person's or an entity's normal form, blind."""

    tin = models.BigIntegerField(null=True)
    surname = models.BigIntegerField(null=True)
    given = models.BigIntegerField(null=True)
    initial = models.BigIntegerField(null=True)
    middle = models.BigIntegerField(null=True)
    middle_initial = models.BigIntegerField(null=True)
    suffix = models.BigIntegerField(null=True)
    first_part = models.BigIntegerField(null=True)
    last_part = models.BigIntegerField(null=True)
    control = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    street = models.BigIntegerField(null=True)
    house = models.BigIntegerField(null=True)
    unit = models.BigIntegerField(null=True)
    city = models.BigIntegerField(null=True)
    zip = models.BigIntegerField(null=True)
    name_zip = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
        default_permissions = ()


@tax_columns(*FORM_FIELDS)
class RecordForm(NormalForm):
    """The normal form of one record, narrow, so that ten million are read in seconds."""

    record_id = models.BigIntegerField(primary_key=True)

    class Meta(NormalForm.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["tin"], name="record_by_tin"),
            models.Index(fields=["street", "surname"], name="record_by_surname_there"),
            models.Index(fields=["street", "given"], name="record_by_given_there"),
            models.Index(fields=["name_zip"], name="record_by_name_and_zip"),
        ]


@tax_columns(*FORM_FIELDS)
class SubjectForm(NormalForm):
    """The normal form of one subject, made by a worker when its request is matched. Pages read none of it."""

    subject_id = models.BigIntegerField(primary_key=True)
    disclosure_request_id = models.BigIntegerField()
    row = models.PositiveIntegerField()

    class Meta(NormalForm.Meta):
        abstract = False
        indexes = [models.Index(fields=["disclosure_request_id", "row"], name="form_by_request")]


@derived
class RecordsChange(models.Model):
    """One transaction that changed records: their number is what a request's matching is compared with."""

    transaction = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()
