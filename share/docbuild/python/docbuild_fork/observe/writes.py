"""Notes which files this process writes, and how it leaves each of them.

What the processes that it starts write is not seen. Python tells of each open(2) of its own, but of
no close(2): how a file was left is looked at when Python next tells of anything and the process has
the file open no more. Whoever changes it after that is somebody else.
"""

import json
import os
import sys

_PER_EVENT = {"open": 1, "os.rename": 2, "os.link": 2, "os.chmod": 1, "os.chown": 1, "os.utime": 1,
              "os.setxattr": 1}  # how many of the arguments are paths
_OTHER_EVENTS = frozenset((
    "exec", "glob.glob", "import", "os.chdir", "os.exec", "os.fork", "os.listdir", "os.mkdir",
    "os.posix_spawn", "os.remove", "os.rmdir", "os.scandir", "os.spawn", "os.system", "os.truncate",
    "os.walk", "socket.connect", "subprocess.Popen", "time.sleep"))

_owner = None  # the process that notes
_apart = None  # what is written below this directory does not count
_written = set()  # not looked at since
_left = {}  # path to state
_has_hook = False


def watch(report):
    """From now on. `report` is the path at which that will be reported, below the build directory's
    `.docbuild`; what else is written in the build directory does not count."""
    global _owner, _apart, _has_hook
    _written.clear()
    _left.clear()
    _apart = report.partition("/.docbuild/")[0] + "/"
    _owner = os.getpid()
    if not _has_hook:
        _has_hook = True
        sys.addaudithook(_audit)


def write(path):
    """A JSON object of each file, but for those that somebody else has changed since: its size, and
    its times of modification and of change in nanoseconds. Nothing where there is none."""
    global _owner
    if _owner != os.getpid():
        return
    _look()
    _owner = None  # what is written here is not the job's
    files = {file: state[:3] for file, state in _left.items()
             if state == _state(file) and _is_text(file)}
    if files:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8") as report:
            json.dump(files, report)
        os.replace(path + ".new", path)


def _audit(event, arguments):
    global _owner
    number = _PER_EVENT.get(event, 0)
    if _owner is None or not number and event not in _OTHER_EVENTS:
        return
    owner = _owner
    if owner != os.getpid():
        return
    _owner = None  # what is looked up here is no news
    try:
        if _written:
            _look()
        if number:
            _note(event, arguments, number)
    finally:
        _owner = owner


def _note(event, arguments, number):
    if event == "open" and (arguments[2] & os.O_ACCMODE) == os.O_RDONLY:
        return
    paths = arguments[:number]
    if number == 2 and any(place != -1 for place in arguments[2:4]):
        return  # relative to open directories
    if not all(isinstance(path, (str, bytes, os.PathLike)) for path in paths):
        return
    paths = [os.path.abspath(os.fsdecode(path)) for path in paths]
    if event == "open":
        _begin(paths[0])
    elif number == 2:
        _give_name(*paths, is_moved=event == "os.rename")
    elif paths[0] in _left and _left[paths[0]] == _state(paths[0]):
        _begin(paths[0])


def _begin(path):
    if not path.startswith(_apart):
        _left.pop(path, None)
        _written.add(path)


def _give_name(source, target, is_moved):
    """Also of a directory with what was written in it."""
    for path in [path for path in (*_left, *_written)
                 if path == source or path.startswith(source + "/")]:
        is_ours = path in _written or _left[path] == _state(path)
        if is_moved:
            _left.pop(path, None)
            _written.discard(path)
        elif is_ours:
            _begin(path)
        if is_ours:
            _begin(target + path[len(source):])


def _look():
    mine = _open_files()
    for path in list(_written):
        state = _state(path)
        if state is None or state[3:] not in mine:
            _written.discard(path)
            if state is not None:
                _left[path] = state


def _state(path):
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_dev, status.st_ino)


def _open_files():
    """The devices and inodes of what the process has open, where the system tells."""
    found = set()
    for directory in ("/proc/self/fd", "/dev/fd"):
        try:
            numbers = os.listdir(directory)
        except OSError:
            continue
        for number in numbers:
            try:
                status = os.fstat(int(number))
            except OSError:
                continue  # the listing's own
            found.add((status.st_dev, status.st_ino))
        break
    return found


def _is_text(path):
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
