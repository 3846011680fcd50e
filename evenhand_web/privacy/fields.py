"""A text column that is cipher text in the database and text in Python."""

from typing import Any

from django.db import models

from evenhand_web.privacy.cipher import decrypt, encrypt


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text, encrypted at rest; it cannot be searched, so a blind index stands beside it where look-up is needed."""

    def get_prep_value(self, value: Any) -> Any:
        return value if value in (None, "") else encrypt(str(value), self.place)

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return value if not value else decrypt(value, self.place)

    def get_lookup(self, lookup_name: str) -> Any:
        # The same text has many cipher texts: only "is there anything" can be asked of the column.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    @property
    def place(self) -> str:
        """What a cipher text is bound to: moved to another table or column it does not open."""
        return f"{self.model._meta.label_lower}.{self.column}"
