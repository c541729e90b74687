r"""A table in LaTeX: booktabs, siunitx, caption and label; it fits the page of an article."""

from engine.exhibits.export.latex import LatexError, comment_latex, titled_latex
from engine.exhibits.export.latex_columns import (
    body_rows,
    column_specs,
    header_lines,
    header_rows,
    set_columns,
)
from engine.exhibits.export.latex_layout import Layout, choose_layout
from engine.exhibits.table import Table


def latex_table(table: Table, caption: str, source: str) -> str:
    r"""Return a table for LaTeX that compiles as it stands in a minimal article.

    It needs booktabs and siunitx; a table that does not fit the text upright lies on its side
    (rotating, pdflscape), one that is longer than a page runs on (longtable). The first line
    names the packages.

    Args:
        table: The table.
        caption: Its caption as plain text.
        source: What it was taken from, for a comment at its top: one line a line.

    Raises:
        LatexError: If it is too wide.
    """
    columns = set_columns(table, [column for column in table.columns if column.in_latex])
    try:
        layout = choose_layout(
            [column.extent for column in columns], header_lines(columns), len(table.frame)
        )
    except LatexError as error:
        raise LatexError(f"table {table.id!r}: {error}") from error
    titled = f"{titled_latex(table.title, caption)}\\label{{tab:{table.id}}}"
    comments = f"% {_packages(layout)}\n{comment_latex(source)}"
    wrap = _wrap_paged if layout.paged else _wrap_floating
    return comments + wrap(
        layout,
        titled,
        column_specs(columns, layout.wrapped_em),
        header_rows(columns),
        "".join(body_rows(columns, layout.wrapped_em)),
    )


def _wrap_floating(layout: Layout, caption: str, spec: str, header: str, body: str) -> str:
    environment = "sidewaystable" if layout.turned else "table"
    return (
        f"\\begin{{{environment}}}\n\\centering{_size(layout)}\n{caption}\n"
        f"\\begin{{tabular}}{{{spec}}}\n\\toprule\n{header}\\midrule\n{body}\\bottomrule\n"
        f"\\end{{tabular}}\n\\end{{{environment}}}\n"
    )


def _wrap_paged(layout: Layout, caption: str, spec: str, header: str, body: str) -> str:
    text = (
        f"{{{_size(layout)}\n\\begin{{longtable}}{{{spec}}}\n{caption}\\\\\n"
        f"\\toprule\n{header}\\midrule\n\\endfirsthead\n"
        f"\\toprule\n{header}\\midrule\n\\endhead\n"
        f"\\bottomrule\n\\endfoot\n{body}\\end{{longtable}}\n}}\n"
    )
    return f"\\begin{{landscape}}\n{text}\\end{{landscape}}\n" if layout.turned else text


def _packages(layout: Layout) -> str:
    needed = ["booktabs", "siunitx"]
    if layout.paged:
        needed += ["longtable", *(["pdflscape"] if layout.turned else [])]
    elif layout.turned:
        needed.append("rotating")
    return f"\\usepackage{{{','.join(needed)}}}"


def _size(layout: Layout) -> str:
    return f"\\{layout.size.command}\\setlength{{\\tabcolsep}}{{{layout.size.separation_pt}pt}}"
