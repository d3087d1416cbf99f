// What `--help` prints.
#pragma once

namespace docbuild {

inline constexpr const char* help_text =
    R"(usage: docbuild [options] [JOB...]
       docbuild --init [DIR]

Builds documentation that is split into sub-documents, each in a process of its own.
JOB: DOCUMENT, DOCUMENT:STAGE, a glob of either, or :STAGE for that stage of
every document; none: all default stages.

Getting started:
      --init            write a manifest for the Sphinx projects below DIR (default: .)

What is built:
  -f, --manifest FILE   the manifest (default: docbuild.json)
  -C, --directory DIR   go there first
  -k, --keep-going      after a failure, build all that can still be built
  -B, --rebuild         build what is up to date too
      --failed          build only what failed last time, and what that needs

How it is built:
  -j, --jobs N          how many builders run at once: a number, or auto
      --mode M          auto, serial or parallel
      --config FILE     a configuration on top of the platform's
      --uname 'S R'     answer for another platform: system and release
      --retries N       further attempts for a failed job
      --timeout D       how long an attempt may take: 90s, 5min, 2h; 0: no limit
      --grace D         how long builders have between SIGTERM and SIGKILL
      --no-preload      start every builder without preloading
      --no-speedups     use no private interface of Sphinx to save time
      --wait            wait for a run that holds the build directory

Queries, without building:
  -n, --dry-run         say what would be built
      --list            print jobs, their state, and what each last took
      --explain         print why each job would be built
      --graph           print jobs and what comes after what, in DOT
      --explain-mode    print mode, slots and the reason
      --show-config     print the configuration, with where each value came from

Cleaning:
      --clean           remove the output of the jobs named, or of all
      --stale           with --clean: what jobs left that are no longer in the manifest

For an outer build system:
      --stamp FILE      after a run that succeeded, touch that file
      --depfile FILE    write all that it depends on there, as a Makefile dependency file

Output:
      --progress STYLE  auto, tty, plain or none
      --color WHEN      auto, always or never
  -q, --quiet           show failures and warnings only
  -v, --verbose         show also what is up to date, starts and commands
      --events FILE     write the event log to that file too, as it happens
      --version         print the version
      --help            print this

Exit status: 0 all built or up to date, 1 a job failed, 2 command line, manifest or configuration
wrong, 3 docbuild could not do its own work, 128+n stopped by signal n.
)";

} // namespace docbuild
