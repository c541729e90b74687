import numpy as np
import pytest
from scipy.stats import binom, binomtest, chi2, kstest

from engine.exhibits.claim import Kind
from engine.lab.exact_counts import THEOREM_CHECKS, chi_square_p, correct_check
from engine.studies.catalogue import FOLDER, all_claims


def test_one_cell_is_the_exact_binomial_test_by_distance():
    """With one cell the distance is that from the mean, whose tail can be added up."""
    trials, chance, found = 30, 0.3, 15
    counts = np.arange(trials + 1)
    far = np.abs(counts - trials * chance) >= abs(found - trials * chance) - 1e-9
    exact = binom.pmf(counts, trials, chance)[far].sum()
    assert chi_square_p([found], [trials], [chance]) == pytest.approx(exact, abs=0.005)


def test_large_counts_agree_with_the_chi_square_distribution():
    generator = np.random.default_rng(7)
    chances = generator.uniform(0.2, 0.8, 20)
    counts = generator.binomial(2000, chances)
    distance = ((counts - 2000 * chances) ** 2 / (2000 * chances * (1 - chances))).sum()
    assert chi_square_p(counts, [2000] * 20, chances) == pytest.approx(
        chi2.sf(distance, 20), abs=0.02
    )


def test_p_is_uniform_where_the_theorem_holds_and_cells_are_small():
    """Cells that expect less than one success: there the approximation is off."""
    generator = np.random.default_rng(8)
    chances = np.array([0.01, 0.02, 0.5, 0.97])
    p_values = [chi_square_p(generator.binomial(40, chances), [40] * 4, chances) for _ in range(60)]
    assert kstest(p_values, "uniform").pvalue > 0.001
    assert min(p_values) < 0.2


@pytest.mark.parametrize("chances", [[], [0.0], [0.5, 1.0]])
def test_a_cell_that_leaves_no_chance_is_refused(chances):
    with pytest.raises(ValueError, match="between 0 and 1"):
        chi_square_p([1] * len(chances), [2] * len(chances), chances)


def test_the_family_is_all_that_is_held_against_a_theorem_by_a_test():
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*/claims.py"))
    tested = [
        one
        for one in all_claims()
        if one.kind is Kind.THEOREM and "p" in (one.counterexample or {})
    ]
    assert len(tested) == THEOREM_CHECKS == code.count("correct_check(")
    assert correct_check(0.02) == pytest.approx(0.06)
    assert correct_check(0.5) == 1
    assert binomtest(5, 10, 0.5).pvalue == 1
