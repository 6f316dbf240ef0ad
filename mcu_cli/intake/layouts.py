"""Which layout a file has: the one sheet and row that hold the headings, and the map by which the rows are read.

A table is recognised by its headings alone. What fits nothing, or two things, is refused.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from mcu_cli.domain.column_map import BY_NAME, OWN, REQUIRED, ColumnMap
from mcu_cli.errors import BadInputError
from mcu_cli.intake.data_rows import DataRows
from mcu_cli.intake.incident_columns import COLUMNS, TEXT
from mcu_cli.intake.placed import heading_of, key_of, left_alone, places, refuse_doubled, refuse_two
from mcu_cli.intake.table import Row, RowsBelow, Sheet, Table, column_letters
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

INCIDENT = "incident"
NUMBER = "Номер инцидента"
LOOKED_AT = 100  # rows of a sheet, from its first, among which the headings are looked for
_INCIDENT_KEYS = frozenset(key_of(column.heading) for column in COLUMNS)
_TEXT_KEY = key_of(TEXT)
_NAMED_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table was recognised as: its name; the map by which it is read, None for the Incident export.

    `key_heading` is the column with the number at the source, `left_alone` are the headings that fill nothing; `sheet`
    is the name of the sheet, `spoken` how it was read. `untold` are fields that nothing fills and that fall back.
    """

    name: str
    column_map: ColumnMap | None
    key_heading: str
    left_alone: tuple[str, ...] = ()
    sheet: str = ""
    spoken: str = ""
    untold: tuple[str, ...] = ()


def find_table(
    sheets: Sequence[Sheet], column_map: ColumnMap | None = None, shipped: Sequence[ColumnMap] = ()
) -> tuple[Table, Layout]:
    """Return the table of a file and its layout: that of `column_map`, else the one known layout that fits.

    Known are the Incident export, mcu's own table and the maps `shipped`. Raises BadInputError where none fits, or
    several do, and where a column that is read stands there twice.
    """
    if column_map is None:
        found = [fit for sheet in sheets for fit in _known(sheet, shipped)]
    else:
        found = [fit for sheet in sheets if (fit := _by_map(sheet, column_map)) is not None]
    if not found:
        raise _unrecognised(sheets, column_map, shipped)
    found = [fit for fit in found if any(True for _row in fit[0])] or found[:1]  # templates stand on other sheets
    table, layout = found[0]
    names = dict.fromkeys(other.name for _table, other in found)
    if len(names) > 1:
        raise BadInputError(
            _("{file} fits several layouts ({names}); choose one with --map, or keep one table in the file").format(
                file=table.file, names=", ".join(names)
            )
        )
    if len(found) > 1:
        named = ", ".join(f"«{other.sheet}»" for _table, other in found)
        raise BadInputError(
            _("{file} has such a table on several sheets ({sheets}); save each of them as a file of its own").format(
                file=table.file, sheets=named
            )
        )
    return table, layout


def known_layout(sheets: Sequence[Sheet], shipped: Sequence[ColumnMap]) -> str:
    """Return the name of the layout by which mcu reads the file without a map; empty where there is none."""
    try:
        return find_table(sheets, None, shipped)[1].name
    except BadInputError:
        return ""


def notes_on(layout: Layout) -> list[str]:
    """Return what an operator should know of how a file was understood."""
    notes = []
    if layout.column_map is None:
        notes.append(_("recognised: the export of the Incident Management system"))
    elif layout.column_map is OWN:
        notes.append(_("recognised: the table of mcu"))
    else:
        notes.append(_("recognised by the map {name}").format(name=layout.column_map.title or layout.name))
    if layout.spoken:
        notes.append(_("read as: {spoken}").format(spoken=layout.spoken))
    if "channel" in layout.untold:
        notes.append(_("nothing says the channel: it is `letter`; another is said under `constants` of a map"))
    if "received" in layout.untold:
        notes.append(
            _("no column says when the appeals came: taken is the day of --received, else the moment of the import")
        )
    return notes


def _known(sheet: Sheet, shipped: Sequence[ColumnMap]) -> list[tuple[Table, Layout]]:
    """Return what `sheet` is by its first row with headings that mcu knows: once for each layout that fits."""
    for row in islice(sheet.rows, LOOKED_AT):
        keys = {key for cell in row.cells if (key := key_of(cell))}
        fitting = [_mapped(sheet, row, each) for each in shipped if _recognises(each, keys)]
        if _TEXT_KEY in keys:
            fitting.append(_incident(sheet, row))
        if REQUIRED in keys and keys <= set(BY_NAME):
            fitting.append(_mapped(sheet, row, OWN))
        if fitting:
            return fitting
    return []


def _recognises(column_map: ColumnMap, keys: set[str]) -> bool:
    """Whether a row of headings has all by which the map is recognised, and a column for the text."""
    return bool(column_map.recognise) and _has_all(column_map, keys) and REQUIRED in places(column_map, tuple(keys))


def _has_all(column_map: ColumnMap, keys: set[str]) -> bool:
    return all(any(key_of(spelling) in keys for spelling in group) for group in column_map.recognise)


def _by_map(sheet: Sheet, column_map: ColumnMap) -> tuple[Table, Layout] | None:
    """Return the table that `column_map` finds in `sheet`: by the row that has most of its headings."""
    looked_at = list(islice(sheet.rows, LOOKED_AT))
    if not column_map.header:
        width = max((len(row.cells) for row in looked_at if row.number > column_map.skip), default=0)
        headings = tuple(column_letters(n) for n in range(width))
        return _mapped(sheet, Row(column_map.skip, headings), column_map) if width else None
    named_by_map = _headings_of(column_map)
    best, most = None, 0 if named_by_map else -1
    for row in looked_at:
        keys = {key_of(cell) for cell in row.cells}
        if column_map.exact and not _has_all(column_map, keys):
            continue
        placed = places(column_map, row.cells)
        named = sum(key_of(row.cells[n]) in named_by_map for where in placed.values() for n in where)
        if REQUIRED in placed and named > most:
            best, most = row, named
    return None if best is None else _mapped(sheet, best, column_map)


def _headings_of(column_map: ColumnMap) -> set[str]:
    return {
        key_of(column.heading)
        for choices in column_map.columns.values()
        for joined in choices
        for column in joined
        if column.heading
    }


def _incident(sheet: Sheet, row: Row) -> tuple[Table, Layout]:
    refuse_two(row.cells, _INCIDENT_KEYS, sheet.file)
    unknown = tuple(cell for cell in row.cells if cell.strip() and key_of(cell) not in _INCIDENT_KEYS)
    text = [n for n, cell in enumerate(row.cells) if key_of(cell) == _TEXT_KEY]
    return _table(sheet, row, text), Layout(INCIDENT, None, NUMBER, unknown, sheet.name, sheet.spoken)


def _mapped(sheet: Sheet, row: Row, column_map: ColumnMap) -> tuple[Table, Layout]:
    if column_map.header:
        refuse_doubled(column_map, row.cells, sheet.file)
    placed = places(column_map, row.cells)
    if column_map.exact:
        _refuse_missing(column_map, placed, row, sheet.file)
    number = heading_of("key", placed, row.cells)
    told = {*placed, *column_map.constants}
    untold = [name for name in ("channel", "received") if name not in told]
    if "registered" in told and "received" in untold:
        untold.remove("received")
    unused = left_alone(placed, row.cells)
    layout = Layout(column_map.name, column_map, number, unused, sheet.name, sheet.spoken, tuple(untold))
    table = _table(sheet, row, placed[REQUIRED], {n for positions in placed.values() for n in positions})
    return (table if column_map.header else replace(table, heading_row=0)), layout


def _table(sheet: Sheet, row: Row, text: Sequence[int], taken: Collection[int] = ()) -> Table:
    headings = tuple(" ".join(cell.split()) for cell in row.cells)
    rows = DataRows(RowsBelow(sheet.rows, row.number), headings, text, taken)
    return Table(sheet.file, headings, rows, row.number)


def _refuse_missing(column_map: ColumnMap, placed: dict[str, tuple[int, ...]], row: Row, file: str) -> None:
    missing = [name for name in column_map.columns if name not in placed]
    if not missing:
        return
    wanted = "; ".join(
        f"{name}: " + ", ".join("«" + " + ".join(map(str, joined)) + "»" for joined in column_map.columns[name])
        for name in missing
    )
    raise BadInputError(
        _("{file} lacks columns that the map names ({wanted}); it has {headings}; correct the map").format(
            file=file, wanted=wanted, headings=_listed(row.cells)
        )
    )


def _unrecognised(sheets: Sequence[Sheet], column_map: ColumnMap | None, shipped: Sequence[ColumnMap]) -> BadInputError:
    file = sheets[0].file if sheets else ""
    if not any(True for sheet in sheets for _row in sheet.rows):
        return BadInputError(_("{file} holds no rows; export it again").format(file=file))
    if column_map is not None:
        wanted = ", ".join("«" + " + ".join(map(str, joined)) + "»" for joined in column_map.columns[REQUIRED])
        return BadInputError(
            _(
                "{file} has no row of headings that fits the map {name} (text: {wanted}); correct the map, or make "
                "another with `mcu import --show-map FILE`"
            ).format(file=file, name=column_map.name, wanted=wanted)
        )
    foreign = _foreign_headings(sheets)
    if foreign:
        return BadInputError(
            _(
                "{file} looks like the table of mcu, but {headings} are no fields; rename or remove these columns, or "
                "make a map of the file with `mcu import --show-map FILE`"
            ).format(file=file, headings=_listed(foreign))
        )
    return BadInputError(
        _(
            "{file} has no headings that mcu knows: neither «{heading}», nor `text`, nor those of the maps {maps}; "
            "make a map of it with `mcu import --show-map FILE > map.yaml` and import it with `--map map.yaml`"
        ).format(file=file, heading=TEXT, maps=", ".join(each.name for each in shipped))
    )


def _foreign_headings(sheets: Sequence[Sheet]) -> list[str]:
    """Return the headings of an own table that are no fields; none where at least half of them are not."""
    for sheet in sheets:
        for row in islice(sheet.rows, LOOKED_AT):
            keys = {key: cell for cell in row.cells if (key := key_of(cell))}
            foreign = [cell for key, cell in keys.items() if key not in BY_NAME]
            if REQUIRED in keys and len(foreign) * 2 < len(keys):
                return foreign
    return []


def _listed(headings: Sequence[str]) -> str:
    named = [f"«{' '.join(heading.split())}»" for heading in headings if heading.strip()]
    return ", ".join(named[:_NAMED_SHOWN]) + (" …" if len(named) > _NAMED_SHOWN else "")
