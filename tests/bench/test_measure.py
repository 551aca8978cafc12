"""The arithmetic of the bench: what is counted, what is thrown away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.measure import (
    Burst,
    Repeats,
    parse_machine_stat,
    parse_process_stat,
    percentile,
    quiet_burst,
    spent,
    summarise,
)

STAT = (
    "4711 (post (gres) x) S 12 4711 4711 0 -1 4194560 8 9 0 0 150 50 30 20 20 0 1 0 99 1000 200 "
    "18446744073709551615 1 1 0 0 0 0 0 16781312 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0"
)


def burst(
    *, requests: int = 100, wall: float = 2.0, server: float = 1.0, others: float = 0.0, latency: float = 0.01
) -> Burst:
    return Burst(requests, wall, server, 0.5, others, latencies=(latency,) * requests)


def test_a_process_line_is_read_behind_the_last_bracket_of_its_name() -> None:
    times = parse_process_stat(STAT, ticks=100)
    assert times.own == 2.0
    assert times.ended_children == 0.5
    assert times.parent == 12


def test_the_machine_counts_user_nice_and_system_only() -> None:
    assert parse_machine_stat("cpu  100 20 30 5000 60 7 8 900 0 0\ncpu0 1 1 1\n", ticks=100) == 1.5


def test_another_line_of_the_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="cpu0"):
        parse_machine_stat("cpu0 1 2 3 4", ticks=100)


def test_spent_counts_newcomers_from_nothing_and_forgets_who_left() -> None:
    assert spent({1: 10.0, 2: 5.0}, {1: 10.5, 3: 0.25}) == 0.75


def test_spent_is_never_negative_when_a_process_id_is_used_again() -> None:
    assert spent({1: 10.0}, {1: 0.1}) == 0.0


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile([float(one) for one in range(100, 0, -1)], share) == expected


def test_percentile_of_one_value_is_that_value() -> None:
    assert percentile([3.5], 0.99) == 3.5


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_cost_of_a_request_is_server_and_database_together() -> None:
    assert burst(requests=100, server=1.0).cpu_ms == pytest.approx(15.0)


@pytest.mark.parametrize(("others", "quiet"), [(0.0, True), (0.3, True), (0.31, False), (-0.2, True)])
def test_a_burst_is_disturbed_above_fifteen_hundredths_of_a_core(others: float, quiet: bool) -> None:
    assert burst(wall=2.0, others=others).quiet is quiet


def test_disturbed_bursts_are_repeated_until_a_quiet_one() -> None:
    tries: Iterator[Burst] = iter([burst(others=2.0), burst(others=1.0), burst(server=7.0)])
    repeats = Repeats(left=10)
    assert quiet_burst(lambda: next(tries), repeats).server == 7.0
    assert (repeats.left, repeats.discarded) == (8, 2)


def test_a_machine_that_never_rests_ends_with_the_least_disturbed_burst() -> None:
    loads = [2.0, 0.9, 1.5, 1.2, 0.1]
    tries = iter([burst(others=one) for one in loads])
    repeats = Repeats(left=10)
    assert quiet_burst(lambda: next(tries), repeats, most=3).others == 0.9
    assert repeats.left == 7


def test_no_burst_is_repeated_when_the_run_has_used_up_its_repeats() -> None:
    tries = iter([burst(others=2.0)])
    repeats = Repeats(left=0)
    assert not quiet_burst(lambda: next(tries), repeats).quiet
    assert repeats.discarded == 0


def test_a_summary_takes_the_median_round_and_the_percentiles_of_all_requests() -> None:
    bursts = [burst(server=1.0, latency=0.010), burst(server=9.0, latency=0.5), burst(server=2.0, latency=0.020)]
    found = summarise(bursts)
    assert found.cpu_ms == 25.0
    assert found.server_ms == 20.0
    assert found.rounds == (15.0, 95.0, 25.0)
    assert (found.p50, found.p99) == (20.0, 500.0)
    assert found.requests == 300


def test_a_summary_tells_how_many_rounds_were_disturbed() -> None:
    assert summarise([burst(), burst(others=1.9), burst()]).disturbed == 1
