"""Runs many cases, several at once, and tabulates their outcomes."""

import os
import random
import signal
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import orphans
from case import Case, Missed, Skipped
from run import ignore_by_handler


@dataclass
class Outcome:
    seed: int
    fault: str
    theme: str
    kind: str = "passed"  # or failed, missed (it did not come to pass), skipped (cannot be done)
    problems: list = field(default_factory=list)
    directory: str = ""
    seconds: float = 0.0
    slack: float = 0.0  # by how much the machine's load widened the limits, at most


def fault_of(seed, faults):
    """Every block of len(faults) seeds contains each fault once, in random order."""
    block, place = divmod(seed, len(faults))
    order = list(range(len(faults)))
    random.Random(f"block {block}").shuffle(order)
    return faults[order[place]]


def be_worker():
    """A process that runs cases."""
    orphans.adopt()
    orphans.end_with_parent()
    ignore_by_handler()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def play(seed, fault_class):
    """Runs the case with this seed in this process."""
    fault = fault_class()
    outcome = Outcome(seed, fault.name, fault.theme)
    began = time.monotonic()
    case = Case(seed, fault)
    outcome.directory = case.directory
    try:
        outcome.problems = case.play()
    except (Missed, Skipped) as reason:
        outcome.kind = type(reason).__name__.lower()
        outcome.problems = [*case.problems, *([str(reason)] * (not case.problems))]
        outcome.kind = "failed" if case.problems else outcome.kind
    except SystemExit as stopped:  # the case has given back what it took
        os._exit(stopped.code)
    except Exception:  # what the harness did not foresee is a failure, and named with its place
        outcome.problems = [*case.problems, traceback.format_exc()]
    if outcome.kind == "passed" and outcome.problems:
        outcome.kind = "failed"
    if outcome.kind != "failed":
        case.remove()
    outcome.seconds = time.monotonic() - began
    outcome.slack = case.watch.widest
    return outcome


def run(seeds, faults, at_once, show=None):
    """Runs all cases and returns their outcomes in seed order."""
    outcomes = []
    with ProcessPoolExecutor(max_workers=at_once, initializer=be_worker) as pool:
        futures = [pool.submit(play, seed, fault_of(seed, faults)) for seed in seeds]
        for future in futures:
            outcomes.append(future.result())
            if show:
                show(outcomes[-1])
    return outcomes


def describe(outcome):
    """Describes a failure, and how to rerun just this case."""
    lines = [f"failed: {outcome.fault}, seed {outcome.seed}"]
    lines += ["  " + text.rstrip().replace("\n", "\n  ") for text in outcome.problems]
    lines += [f"  kept: {outcome.directory}",
              f"  again: share/dev/faults --only {outcome.fault} --seed {outcome.seed}"]
    return "\n".join(lines)


def table(outcomes, faults):
    """Per fault: the number of cases and their outcomes."""
    rows = [("theme", "fault", "runs", "missed", "skipped", "failed")]
    for fault in faults:
        of = [outcome.kind for outcome in outcomes if outcome.fault == fault.name]
        rows.append((fault.theme, fault.name, str(len(of) - of.count("skipped")),
                     *(str(of.count(kind)) for kind in ("missed", "skipped", "failed"))))
    sums = [sum(int(row[column]) for row in rows[1:]) for column in range(2, 6)]
    rows.append(("", "all", *map(str, sums)))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join("  ".join(
        cell.ljust(width) if column < 2 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)


def closing_line(outcomes, seconds):
    """That of unittest, which share/dev/count_tests.py counts: a fault that did not come to pass
    has not been survived either."""
    kinds = [outcome.kind for outcome in outcomes]
    failed = kinds.count("failed")
    skipped = kinds.count("missed") + kinds.count("skipped")
    counts = {"failures": failed, "skipped": skipped}
    details = ", ".join(f"{name}={count}" for name, count in counts.items() if count)
    return (f"Ran {len(outcomes)} tests in {seconds:.1f}s\n\n{'FAILED' if failed else 'OK'}"
            + (f" ({details})" if details else ""))


def say(text):
    print(text, file=sys.stderr, flush=True)
