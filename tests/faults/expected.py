"""What has to come of one run of docbuild, as its fault says; the checks compare with it."""

from dataclasses import dataclass, field

from project import GRACE


@dataclass
class Stop:
    """A signal that stops a run: from `time` on (monotonic) builders have `grace` seconds."""

    signal: int
    time: float
    grace: float = GRACE


@dataclass
class Expected:
    """`anyway`: endings that any job may have besides its own, as on a disk that is full.
    `refusal`: a pattern of the error with which docbuild may refuse to start, with exit status 3.
    """

    killed_at: float = None                      # docbuild itself, by SIGKILL
    stops: list = field(default_factory=list)
    anyway: list = field(default_factory=list)
    words: list = field(default_factory=list)    # patterns that a person must have been shown
    refusal: str = None
    must_refuse: bool = False
    releases: dict = field(default_factory=dict)  # {job: when what held it up was taken away}
    pauses: list = field(default_factory=list)   # (from, to), in which no clock counts
    idle: float = 0.0                            # seconds in which nothing need happen, besides
    log_is_whole: bool = True                    # the run log in the build directory
    state_may_lag: bool = False                  # where docbuild says that it cannot write it
    events_by_pipe: bool = False                 # where files cannot grow
    hears: bool = True                           # somebody reads what docbuild says
    earlier: set = field(default_factory=set)    # jobs that may be up to date
    built: set = field(default_factory=set)      # jobs that must be built now
    must_not_build: set = field(default_factory=set)  # jobs that must be up to date
    without_word: bool = True                    # it may build again and not say why
