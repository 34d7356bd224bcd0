"""Operations whose models are worked out once, after all of them, and not after each."""

from collections.abc import Iterable, Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(SeparateDatabaseAndState):
    """None may change a table that another one of them makes: it would be made as it is at the end."""

    def __init__(self, operations: list[Operation]) -> None:
        super().__init__(operations, operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # else each operation renders all models that hang together with its own
        super().state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.database_operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)


def in_groups(operations: Iterable[Operation]) -> Iterator[Together]:
    """The same operations in the same order, in as few groups as may be."""
    group: list[Operation] = []
    made: set[str] = set()
    for operation in operations:
        model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if model in made:
            yield Together(group)
            group, made = [], set()
        group.append(operation)
        if isinstance(operation, CreateModel):
            made.add(model)
    yield Together(group)
