"""What is said of a build and the reference: sentences that the counts choose."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from engine.exhibits.prose import duration, listing
from engine.records.compare_text import difference_row
from engine.records.difference import Difference
from engine.records.foreign import markdown_text
from engine.records.reference.entry import Entry
from engine.records.reference.standing import Standing, StudyStanding

_MOST_NAMED = 100


def lead(standing: Standing) -> Markup:
    """Return how the whole build stands, in a sentence of Markdown."""
    total = standing.total
    if standing.version is None:
        said = f"There is no reference to compare this build with: {listing([*standing.faults])}"
        return Markup(markdown_text(said, begins_line=False))
    if not total.compared:
        reason = (
            f"its {total.taken_over:,} values were taken from it"
            if total.taken_over
            else "their profiles share no result"
        )
        return Markup(f"This build computed nothing that the reference has: {reason}.")
    said = (
        f"Of {total.compared:,} values that this build computed and the reference has too, "
        f"{total.equal:,} are equal"
    )
    if total.within_noise:
        said += f", {total.within_noise:,} differ by no more than chance explains"
    if total.outside_noise:
        said += f", **{total.outside_noise:,} by more**"
    elif total.within_noise or total.not_judged:
        said += ", none by more"
    if total.not_judged:
        said += f"; {total.not_judged:,} differ and rest on one training each: nothing tells"
    said += "."
    if total.taken_over:
        said += f" {total.taken_over:,} more were taken from it, not computed, and prove nothing."
    return Markup(said)


def on_front_page(standing: Standing) -> Markup:
    """Return what the front page says of it; nothing without a reference."""
    total = standing.total
    if standing.version is None or not (total.compared or total.taken_over):
        return Markup()
    if not total.compared:
        return Markup(
            "This build shows the [reference](reproduction.md), and recomputed nothing of it."
        )
    agree = _how_many_agree(total, "[{count} do not](reproduction.md#outside)")
    return Markup(
        f"This build, of the {standing.profile} profile, recomputed {total.compared:,} values of "
        f"the [reference](reproduction.md): {agree}."
    )


def on_page(found: StudyStanding, standing: Standing) -> str:
    """Return what a page says of its trained results.

    Args:
        found: How their studies stand together.
        standing: How the build does.
    """
    if standing.version is None:
        said = "there is no reference to compare them with"
    elif found.compared:
        agree = _how_many_agree(found, "{count} lie outside noise")
        said = f"of {found.compared:,} values that the reference has too, {agree}"
    elif found.taken_over:
        said = "they are those of the reference, not computed anew"
    else:
        said = "the reference, of another profile, has none of them"
    return f"Trained results here are of the {standing.profile} profile: {said}."


def how_it_was_made(standing: Standing) -> Markup:
    """Return what the reference is, and on what it was computed; nothing without one."""
    entries = list(standing.entries.values())
    if not entries:
        return Markup()
    seconds = duration(sum(entry.core_seconds for entry in entries))
    first, last = (
        pick(getattr(entry, name)[:10] for entry in entries)
        for pick, name in ((min, "first"), (max, "last"))
    )
    said = (
        f"That is the {standing.reference_profile} profile of version {standing.version}, computed "
        f"once and kept with the code: {sum(entry.records for entry in entries):,} results, "
        f"{seconds} of one core, from {first} to {last} on {_all(entries, 'cpus')} "
        f"({_all(entries, 'platforms')}), Python {_all(entries, 'pythons')}, {_packages(entries)}."
    )
    return Markup(markdown_text(said))


def all_costs(minutes: Mapping[str, float]) -> Markup:
    """Return what all studies cost together, in a sentence of Markdown.

    Args:
        minutes: Core-minutes by profile.
    """
    said = listing([f"{one:.0f} core-minutes at {profile}" for profile, one in minutes.items()])
    return Markup(f"All studies together: {said}.")


def outside(standing: Standing) -> Markup:
    """Return a list of what lies outside, with both values and what judged them."""
    if standing.comparison is None or not standing.outside:
        return Markup("Nothing." if standing.total.compared else "Nothing was compared.")
    lines = [f"- {_describe(one, standing)}" for one in standing.outside[:_MOST_NAMED]]
    more = len(standing.outside) - _MOST_NAMED
    return Markup("\n".join(lines) + (f"\n\nand {more:,} more." if more > 0 else ""))


def faults(standing: Standing) -> Markup:
    """Return what of the reference could not be read; nothing where all of it could."""
    if standing.version is None:
        return Markup()
    lines = [f"- not read: {markdown_text(one, begins_line=False)}" for one in standing.faults]
    return Markup("\n".join(lines))


def _how_many_agree(found: StudyStanding, outside: str) -> str:
    """Return how many values agree, and why others do not; `outside` says it with `{count}`."""
    said = f"{found.equal + found.within_noise:,} agree"
    if found.outside_noise:
        said += f", {outside.format(count=f'{found.outside_noise:,}')}"
    if found.not_judged:
        said += f", {found.not_judged:,} rest on one training each"
    return said


def _describe(one: Difference, standing: Standing) -> str:
    assert standing.comparison is not None
    study, params, quantity, old, new, *_ = difference_row(one, standing.comparison)
    said = f"{study} ({params}), {quantity}: {old} in the reference, {new} here"
    if one.interval:
        low, high = one.interval
        said += f"; by chance it lies between {low:.6g} and {high:.6g}"
    return markdown_text(said, begins_line=False)


def _packages(entries: Sequence[Entry]) -> str:
    found: dict[str, set[str]] = {}
    for entry in entries:
        for name, version in entry.packages.items():
            found.setdefault(name, set()).add(version)
    return listing([f"{name} {' and '.join(sorted(found[name]))}" for name in sorted(found)])


def _all(entries: Iterable[Entry], name: str) -> str:
    return listing(sorted({value for entry in entries for value in getattr(entry, name)}))
