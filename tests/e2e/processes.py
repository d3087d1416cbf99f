"""Which processes are alive, by a marker in their environment or by their number.

Linux only: it reads /proc.
"""

import os


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def state(pid):
    """The kernel's letter (R, S, T, Z, ...), or '' for a process that is gone."""
    stat = _read(f"/proc/{pid}/stat")
    return stat.rpartition(b") ")[2][:1].decode()


def is_alive(pid):
    """False for a process that is gone, or is a zombie that waits for its parent."""
    return state(pid) not in ("", "Z", "X")


def parent(pid):
    """The number of its parent, or 0 for a process that is gone."""
    fields = _read(f"/proc/{pid}/stat").rpartition(b") ")[2].split()
    return int(fields[1]) if fields else 0


def session(pid):
    """The number of its session, or 0 for a process that is gone."""
    fields = _read(f"/proc/{pid}/stat").rpartition(b") ")[2].split()
    return int(fields[3]) if fields else 0


def processor_time(pid):
    """Seconds that it has used so far, in the kernel's ticks of mostly 10 ms."""
    fields = _read(f"/proc/{pid}/stat").rpartition(b") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def holds_a_lock(pid):
    """True where it has a record lock (fcntl(2)) on any file."""
    holder = str(pid).encode()
    return any(line.split()[1] == b"POSIX" and line.split()[4] == holder
               for line in _read("/proc/locks").splitlines())


def children(pid):
    """The numbers of its living children; a process with one thread has no others."""
    return [int(child) for child in _read(f"/proc/{pid}/task/{pid}/children").split()
            if is_alive(int(child))]


def with_environment(entry):
    """{pid: command line} of all living processes that were started with `entry` (NAME=VALUE)."""
    found = {}
    wanted = entry.encode()
    for name in os.listdir("/proc"):
        if not name.isdigit() or wanted not in _read(f"/proc/{name}/environ").split(b"\0"):
            continue
        if is_alive(name):
            command = _read(f"/proc/{name}/cmdline").rstrip(b"\0").split(b"\0")
            found[int(name)] = b" ".join(command).decode(errors="replace")
    return found
