"""Writing everything anew under the current key."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from evenhand_web.privacy.cipher import decrypt, encrypt, is_current
from evenhand_web.privacy.fields import EncryptedTextField

BATCH = 500


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of the platform."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def rotate() -> int:
    """Re-encrypt what an older key wrote; how many cells changed. Safe to stop and to run beside the platform."""
    return sum(_rotate(model, field) for model, field in encrypted_columns())


def _rotate(model: type[models.Model], field: EncryptedTextField) -> int:
    quote = connection.ops.quote_name
    table, column, pk = quote(model._meta.db_table), quote(str(field.column)), quote(str(model._meta.pk.column))
    changed, last = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {pk}, {column} FROM {table} WHERE {pk} > %s AND {column} <> '' ORDER BY {pk} LIMIT {BATCH}",
                [last],
            )
            rows = cursor.fetchall()
            for key, written in rows:
                if not is_current(written):
                    anew = encrypt(decrypt(written, field.place), field.place)
                    # Only while nobody else wrote it in between.
                    cursor.execute(
                        f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s", [anew, key, written]
                    )
                    changed += cursor.rowcount
        if not rows:
            return changed
        last = rows[-1][0]
