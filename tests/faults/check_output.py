"""Check 4, second half: what a person was shown names the right documents with the right causes."""

import re
import shlex

HEADLINE = re.compile(r"^(?:\[ *\d+/\d+\] )?(failed|crashed|timed_out|out_of_memory|missing_output|"
                      r"not_started) (\S+:\w+)(?: \([^)]*\))?$")
OTHERS = re.compile(r"^    and (\d+) more: ", re.MULTILINE)  # in the summary: for the same reason


def verdicts(text):
    """{job: (outcome, body)} of all verdicts in a run's output."""
    found = {}
    current = None
    for line in text.splitlines():
        head = HEADLINE.match(line)
        if head:
            current = head.group(2)
            found[current] = (head.group(1), "")
        elif current and line.startswith("  "):
            found[current] = (found[current][0], found[current][1] + line.strip() + "\n")
        else:
            current = None
    return found


def _cause_problems(name, ended, body, endings):
    fitting = [ending for ending in endings if ending.outcome == ended["outcome"]
               and all(ended.get(key) == value for key, value in ending.fields)]
    cause = body.partition("last lines of its log:")[0]
    if not any(re.search(ending.words, cause, re.MULTILINE) for ending in fitting):
        return [f"{name}: the verdict's cause is {cause!r}, expected one of "
                f"{[ending.words for ending in fitting]}"]
    if f"again: {ended['again']}" not in body or shlex.split(ended["again"])[-1] != name:
        return [f"{name}: the verdict does not say how to run it again: {body!r}"]
    return []


def problems(text, story, project, expected):
    if not expected.hears:
        return []
    found = []
    shown = verdicts(text)
    failed = {name: told.final for name, told in story.jobs.items()
              if told.final and "again" in told.final and told.outcome != "cancelled"}
    others = set(failed) - set(shown)
    outcomes = {outcome for outcome, _ in shown.values()}
    if (set(shown) - set(failed) or len(others) != sum(map(int, OTHERS.findall(text)))
            or any(failed[name]["outcome"] not in outcomes for name in others)):
        found.append(f"verdicts name {sorted(shown)}, the event log {sorted(failed)}")
    for name in set(shown) & set(failed):
        outcome, body = shown[name]
        if outcome != failed[name]["outcome"]:
            found.append(f"{name}: the verdict says {outcome}, not {failed[name]['outcome']}")
        endings = [*project.jobs[name].endings, *expected.anyway]
        found += _cause_problems(name, failed[name], body, endings)
    for word in expected.words:
        if not re.search(word, text, re.MULTILINE):
            found.append(f"nothing says {word!r}: {text[-400:]!r}")
    return found


def refusal_problems(text, expected):
    """A run that docbuild refused has an error that fits in a few lines and says what is wrong."""
    if re.search(expected.refusal, text) and re.search(r"^docbuild: ", text, re.MULTILINE):
        return []
    return [f"the refusal does not say {expected.refusal!r}: {text[-400:]!r}"]
