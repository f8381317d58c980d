"""The matrix of rows and columns, a type that Moodle knows where the plug-in "matrix" is installed."""

from kaganek.lib.questions.model import Matrix, MatrixRow
from kaganek.lib.questions.moodle.fields import is_on, text
from kaganek.lib.questions.moodle.tree import Node
from kaganek.lib.questions.report import Refused, Trouble
from kaganek.lib.questions.texts import Desk, one_line
from kaganek.lib.questions.values import number


def read_matrix(node: Node, otherwise: str, desk: Desk) -> Matrix:
    """Rows with their right columns. Raises Refused where weights and rows do not fit together."""
    rows, weights = node.all("row"), node.all("weights-of-row")
    columns = node.all("col")
    if len(rows) != len(weights) or max(len(rows), len(columns)) > desk.limits.options:
        raise Refused(Trouble.MATRIX_SHAPE)
    described = [part for part in [*rows, *columns] if text(part.first("description"), desk, otherwise)]
    desk.losses.add_if(bool(described), Trouble.MATRIX_DETAILS)
    return Matrix(
        columns=tuple(one_line(column.value("shorttext")) for column in columns),
        rows=tuple(
            MatrixRow(
                one_line(row.value("shorttext")),
                _right(weight, desk),
                text(row.first("feedback"), desk, otherwise),
            )
            for row, weight in zip(rows, weights, strict=True)
        ),
        multiple=is_on(node, "multiple", otherwise=False),
        shuffle=is_on(node, "shuffleanswers", otherwise=False),
    )


def _right(weights: Node, desk: Desk) -> tuple[int, ...]:
    """Columns with a weight above zero; the weight itself is not kept."""
    values = [number(weight.words or "0") for weight in weights.all("weight-of-col")]
    desk.losses.add_if(any(value not in (0, 1) for value in values), Trouble.MATRIX_DETAILS)
    return tuple(place for place, value in enumerate(values) if value > 0)
