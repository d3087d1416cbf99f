"""What a benchmark case gives back: figures, and the limits that some of them have to keep."""

from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    """`value` in `unit` (s, MB or a bare count); `ratio` is docbuild's value over this peer's."""

    program: str
    value: float
    unit: str
    ratio: float = None
    must: float = None  # at most: for the ratio where there is one, else for the value

    @property
    def passed(self):
        judged = self.value if self.ratio is None else self.ratio
        return self.must is None or judged <= self.must


@dataclass
class Report:
    case: str
    title: str
    rows: list = field(default_factory=list)

    @property
    def passed(self):
        return all(row.passed for row in self.rows)

    def as_json(self):
        return {**asdict(self), "passed": self.passed}


def wall_rows(medians, subject, limits):
    """One row a program; `limits` are {peer: largest ratio of the subject's wall time to it}."""
    own = medians[subject]["wall"]
    rows = [Row(subject, own, "s")]
    for name, costs in medians.items():
        if name != subject:
            rows.append(Row(name, costs["wall"], "s", own / costs["wall"], limits.get(name)))
    return rows
