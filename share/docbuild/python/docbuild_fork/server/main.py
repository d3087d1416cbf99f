"""The fork server from its command line to its end, and in the forked process to the job's."""

import argparse
import atexit
import os
import socket
import sys

import docbuild_patches as patches
from docbuild_fork.child import builder_tag, finish, process, program
from docbuild_fork.observe import imports, writes
from docbuild_fork.protocol.frames import Connection
from docbuild_fork.server.baseline import Baseline
from docbuild_fork.server.loop import Server
from docbuild_fork.server.preload import Preload, Unready


def _options(arguments):
    parser = argparse.ArgumentParser(  # with -OO there is no __doc__ to take the words from
        prog="fork-server", description="The fork server from its command line to its end.")
    parser.add_argument("--socket", type=int, required=True, metavar="FD",
                        help="this end of the socket pair")
    parser.add_argument("--preload", action="append", default=[], metavar="MODULE",
                        help="import it, or fail")
    parser.add_argument("--try", dest="try_", action="append", default=[], metavar="MODULE",
                        help="import it if that is possible, or warn")
    parser.add_argument("--learned", action="append", default=[], metavar="MODULE",
                        help="import it if that is possible")
    parser.add_argument("--without", action="append", default=[], metavar="PACKAGE=VERSION",
                        help="of those, leave this package out while it has this version")
    parser.add_argument("--probe", action="store_true",
                        help="try each of those out in a process of its own before")
    parser.add_argument("--fatal", action="append", default=[], metavar="PACKAGE",
                        help="its import has ended a server; tell its version")
    parser.add_argument("--learn", metavar="DIR",
                        help="keep there what each job has imported, as NUMBER.json")
    parser.add_argument("--warm", action="append", default=[], metavar="MODULE",
                        help="import it, call its prepare() before any job is forked "
                             "and its warm_up() beside the first")
    parser.add_argument("--no-speedups", action="store_true",
                        help="do without all patches that save time (docbuild_patches)")
    parser.add_argument("--directory", metavar="DIR",
                        help="first place to import from, as jobs will have")
    parser.add_argument("--grace", type=float, default=10.0, metavar="SECONDS",
                        help="between SIGTERM and SIGKILL, when the driver has gone")
    return parser.parse_args(arguments)


def main(arguments):
    options = _options(arguments)
    connection = Connection(socket.socket(fileno=options.socket))
    os.set_inheritable(options.socket, False)
    baseline = Baseline()
    builder_tag.locate()
    program.hide_arguments()
    if options.no_speedups:
        patches.leave_out(patches.SPEEDUPS)
    if options.directory is not None:
        sys.path.insert(0, options.directory)

    preload = Preload(options, connection.send)
    try:
        ready = preload.run()
    except Unready as unready:
        connection.send(unready.message)
        return 1
    baseline.take_path((options.directory, os.path.realpath(patches.OWN)))
    baseline.opened_by_modules = preload.opened
    if options.learn is not None:
        imports.remember()
    process.keep_locale()
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(ready)
    warm_up = None if preload.is_all() else preload.warm_up
    request = Server(connection, baseline, options.grace, preload.learned, warm_up).serve()
    if request is None:
        return 0

    def job():
        process.become(request, baseline)
        if request.written:
            writes.watch(request.written)
            atexit.register(writes.write, request.written)  # which runs after the job's own
        program.run(request.arguments)

    finish.run_and_exit(job, at_end=imports.reporter(options.learn, request.job))
    return None
