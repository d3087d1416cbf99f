"""A random project of fake builders: its jobs, what each does, and how each may end."""

import json
import os
from dataclasses import dataclass, field

import preloaded
from harness import SEPARATOR, program

BUILD = "_build"
GRACE = 0.3  # seconds, of every job: short, so that thousands of runs are feasible


@dataclass(frozen=True)
class Ending:
    """One way in which a job may end: `words` is a pattern that the verdict must match; `fields`
    are members that job_finished must have; `when_closed`: only after starts were stopped."""

    outcome: str
    words: str = ""
    fields: tuple = ()
    when_closed: bool = False


BUILT = Ending("built")


def fake(actions):
    """The command of a fake_builder that does `actions`, lists of words, one after the other."""
    command = [program("FAKE_BUILDER")]
    for number, action in enumerate(actions):
        command += [SEPARATOR] * (number > 0) + [str(word) for word in action]
    return command


@dataclass
class Job:
    document: str
    stage: str
    page: str  # what it writes, an absolute path
    needs: list = field(default_factory=list)  # jobs
    actions: list = field(default_factory=list)
    command: list = None  # in place of the actions, where no fake_builder is to be started
    keys: dict = field(default_factory=dict)  # of its stage
    endings: list = field(default_factory=lambda: [BUILT])
    allowance: float = 0.0  # seconds that an attempt may take by its own script or time limit
    preloaded_in: str = None  # the project's directory, where a fork server forks its builder
    ready: str = None  # the file that says that its builder waits
    go: str = None     # the file that it waits for, where it does

    @property
    def name(self):
        return f"{self.document}:{self.stage}"

    @property
    def retries(self):
        return self.keys.get("retries", 0)

    def ancestors(self):
        """The names of all jobs that it comes after."""
        names = set()
        for need in self.needs:
            names |= {need.name} | need.ancestors()
        return names

    def manifest_keys(self):
        command = self.command or fake(self.actions)
        if self.preloaded_in and not self.command:
            return {"command": preloaded.command(self.preloaded_in, command),
                    "preload": [preloaded.MODULE], **self.keys}
        return {"command": command, **self.keys}


class Project:
    """`jobs` is {name: Job}, in an order in which they could be built."""

    def __init__(self, directory, rng, calm):
        """A calm project has no job that fails by itself."""
        self.directory = directory
        self.build = os.path.join(directory, BUILD)
        self.slots = rng.randint(1, 4)
        self.keep_going = rng.random() < 0.5
        self.jobs = {}
        self._rng = rng
        self._two_stages = rng.random() < 0.3
        self.module = None  # the text of what is preloaded; None: nothing is
        self._documents = []
        self._needs = {}
        for number in range(self._count()):
            self._add_document(number)
        self._disturb(calm)
        if rng.random() < 0.3:
            self.preload()

    def preload(self, module=""):
        """Fork servers, which import this module, start the builders."""
        self.module = module
        for job in self.jobs.values():
            job.preloaded_in = self.directory

    def _count(self):
        """2 to 20 jobs, mostly few."""
        jobs = self._rng.choice([self._rng.randint(2, 6), self._rng.randint(2, 6),
                                 self._rng.randint(7, 20)])
        return max(1, jobs // 2) if self._two_stages else jobs

    def _add_document(self, number):
        name = self._rng.choice(["d{}", "part/d{}", "d{}-äö"]).format(number)
        earlier = list(self._documents)
        needs = self._rng.sample(earlier, min(len(earlier), self._rng.choice([0, 0, 1, 1, 2])))
        self._documents.append(name)
        self._needs[name] = needs
        for stage in self._stages():
            page = os.path.join(self.build, stage, name, "page")
            job = Job(name, stage, page, [self.jobs[f"{need}:{stage}"] for need in needs])
            if stage == "html":
                job.needs.append(self.jobs[f"{name}:build"])
            self._fill(job)
            self.jobs[job.name] = job

    def _stages(self):
        return ["build", "html"] if self._two_stages else ["build"]

    def _fill(self, job):
        """A builder that writes its page from that of a job it needs, and cannot without."""
        job.actions = [["print", f"{job.name} begins"]]
        if self._rng.random() < 0.5:
            job.allowance = round(self._rng.uniform(0.001, 0.02), 4)
            job.actions.append(["sleep", job.allowance])
        if job.needs:
            job.actions.append(["copy", job.needs[0].page, job.page])
            job.actions.append(["append", job.page, job.name])
        else:
            job.actions.append(["write", job.page, job.name])
        if self._rng.random() < 0.8:
            job.keys["outputs"] = ["{output}/page"]

    def _disturb(self, calm):
        """Makes one job flaky, and in a project that is not calm a last one fail by itself."""
        if self._rng.random() < 0.3:
            job = self._rng.choice(list(self.jobs.values()))
            times = self._rng.randint(1, 2)
            count = os.path.join(self.directory, "times")
            job.actions.insert(1, ["fail-times", count, times])
            job.keys["retries"] = times
            job.endings = [BUILT, Ending("failed", r"exit status 1\b", when_closed=True)]
        leaves = [job for job in self.jobs.values() if not self.dependents(job)]
        if not calm and len(leaves) > 1 and self._rng.random() < 0.3:
            status = self._rng.randint(1, 255)
            job = self._rng.choice(leaves)
            job.actions[1:] = [["exit", status]]
            job.endings = [Ending("failed", rf"exit status {status}\b", (("exit", status),))]

    def dependents(self, job):
        """All jobs that come after it."""
        return [other for other in self.jobs.values() if job.name in other.ancestors()]

    def write(self):
        """Writes manifest and sources."""
        for name in self._documents:
            source = self.source(name)
            os.makedirs(os.path.dirname(source), exist_ok=True)
            with open(source, "w", encoding="utf-8") as file:
                file.write(f"{name}\n")
        stages = {stage: {"command": ["true"], "grace": GRACE} for stage in self._stages()}
        if self._two_stages:
            stages["html"]["after"] = ["build"]
        documents = [{"name": name, "source": f"source/{name}", "needs": self._needs[name],
                      "overrides": {stage: self.jobs[f"{name}:{stage}"].manifest_keys()
                                    for stage in self._stages()}}
                     for name in self._documents]
        if self.module is not None:
            preloaded.write(self.directory, self.module)
        with open(os.path.join(self.directory, "docbuild.json"), "w", encoding="utf-8") as file:
            json.dump({"docbuild": 1, "stages": stages, "documents": documents}, file, indent=1)

    def source(self, document):
        """The one file that the document is made of."""
        return os.path.join(self.directory, "source", document, "index.rst")

    def options(self):
        return ["--jobs", str(self.slots)] + ["--keep-going"] * self.keep_going
