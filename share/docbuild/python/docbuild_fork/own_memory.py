"""Has a job copy at once the memory that it was forked with, where that is the cheaper way.

After a fork both processes share their pages, and who first writes to one pays for a page fault and
a copy. Linux copies what one call names without the faults: 512 pages that lie well as one large
page (MADV_COLLAPSE, since 6.1), others one after the other (MADV_POPULATE_WRITE, since 5.14). Of
these pages a job would have written to a part. What a fault costs differs by a factor of thirty
among virtual machines, and so the server tries out what each way costs on this one.
It does not know what lies in the memory, nor what jobs do with it.
"""

import contextlib
import ctypes
import os
import re
import select
import signal
import time

_POPULATE_WRITE, _COLLAPSE = 23, 25  # <linux/mman.h>
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LARGE_PAGE = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"
_RUN = re.compile(rb"[\x80-\xff]{8,}")  # pages that are there; fewer are left to their faults
_FULL = 0.97  # a large page of which less is there would add to the memory of the job
_FEWEST = 4  # large pages: below, nothing is to be gained
_GROUP = 32  # pages that a trial writes to
_LONG_RUN = 128  # pages that a trial has copied: of the runs that are there, most are as long
_LONGEST_TRIAL = 0.5  # seconds, in which nothing is forked

_written = 0.0
_large = []  # pairs of addresses
_runs = []  # the same, of what is in no large page
_ways = None  # which of the two pay: unknown


def enable(written):
    """Call in the server. `written` is the part of its pages that a job writes to."""
    global _written
    _written = written


def look_anew():
    """Call in the server, where its memory has changed. What is tried out the first time is best
    tried beside a job: two that have page faults hold one another up."""
    global _large, _runs, _ways
    if not _written:
        return
    size = _size_of_large_page()
    pieces, _runs = _found(size)
    _large = _joined((begin, begin + size) for begin in pieces)
    if _ways is None and len(pieces) >= _FEWEST:
        _ways = _in_child(lambda: _try_out(pieces[:_FEWEST], size))


def take_over():
    """Call in the job. Where the system refuses, pages are copied one by one as ever."""
    as_large_pages, as_runs = _ways or (False, False)
    if as_large_pages:
        _advise_all(_large, _COLLAPSE)
    if as_runs:
        _advise_all(_runs if as_large_pages else [*_large, *_runs], _POPULATE_WRITE)


def _size_of_large_page():
    try:
        with open(_LARGE_PAGE, encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        return 0  # no Linux, or one without


def _found(size):
    """Where large pages of `size` bytes may begin in this process's own memory, and the runs of
    pages beside them."""
    pieces, runs = [], []
    with contextlib.suppress(OSError), open("/proc/self/maps", encoding="utf-8") as maps, \
            open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
        for line in maps:
            addresses, access, _, _, _, *name = line.split(None, 5)
            name = name[0].strip() if name else ""
            if access != "rw-p" or (name.startswith("[") and name != "[heap]"):
                continue
            begin, end = (int(address, 16) for address in addresses.split("-"))
            pagemap.seek(begin // _PAGE * 8)
            # of the 64 bits for each page the highest one tells that it is there (proc(5))
            there = bytearray(pagemap.read((end - begin) // _PAGE * 8)[7::8])
            if size and not name.startswith("/"):
                pieces += _pieces(begin, end, there, size)
            runs += [(begin + run.start() * _PAGE, begin + run.end() * _PAGE)
                     for run in _RUN.finditer(there)]
    return pieces, runs


def _pieces(begin, end, there, size):
    """Takes them out of what is there."""
    pages = size // _PAGE
    for piece in range(-(-begin // size) * size, end - size + 1, size):
        first = (piece - begin) // _PAGE
        inside = there[first:first + pages]
        if sum(page >> 7 for page in inside) >= _FULL * pages:
            there[first:first + pages] = bytes(pages)
            yield piece


def _joined(ranges):
    joined = []
    for begin, end in sorted(ranges):
        if joined and joined[-1][1] == begin:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((begin, end))
    return joined


def _advise_all(ranges, advice):
    for begin, end in ranges:
        if not _advise(begin, end, advice):
            return


def _advise(begin, end, advice):
    try:
        madvise = ctypes.CDLL(None).madvise
    except (AttributeError, OSError):
        return False
    return madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), advice) == 0


def _try_out(pieces, size):
    """Whether large pages pay, and runs. Of several tries the quickest counts: others run beside."""
    tried, *large = pieces
    fault = _written * min(_price_of_fault(tried + group * _GROUP * _PAGE)
                           for group in range(_LONG_RUN // _GROUP))
    large_page = min(_price(piece, piece + size, _COLLAPSE) for piece in large)
    length = _LONG_RUN * _PAGE
    run = min(_price(begin, begin + length, _POPULATE_WRITE)
              for begin in range(tried + length, tried + size, length))
    return large_page < fault * size / _PAGE, run < fault * _LONG_RUN


def _price_of_fault(begin):
    """In seconds. The second time the pages are this process's own, and no fault comes."""
    first, second = _time_of_writing(begin), _time_of_writing(begin)
    return max(first - second, 0) / _GROUP


def _time_of_writing(begin):
    began = time.perf_counter()
    for page in range(_GROUP):
        address = ctypes.c_void_p(begin + page * _PAGE)
        ctypes.memmove(address, address, 1)
    return time.perf_counter() - began


def _price(begin, end, advice):
    began = time.perf_counter()
    done = _advise(begin, end, advice)
    return time.perf_counter() - began if done else float("inf")


def _in_child(question):
    """The answers, yes or no, of a process forked for them, which gets no signals. None where
    none can be forked; where it takes too long, no."""
    reader, writer = os.pipe()
    with open(reader, "rb", buffering=0) as answers, open(writer, "wb", buffering=0) as answer:
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            pid = os.fork()
            if pid == 0:
                try:
                    answer.write(bytes(question()))
                finally:
                    os._exit(0)
        except OSError:
            return None
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        answer.close()
        if not select.select([answers], [], [], _LONGEST_TRIAL)[0]:
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return tuple(map(bool, answers.read(2))) or (False, False)
