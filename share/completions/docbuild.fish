# Completes docbuild's options, and jobs from the manifest.

function __docbuild_jobs
    set -l words (commandline -opc)
    set -l where
    for i in (seq 2 (math (count $words) - 1))
        if contains -- $words[$i] -f --manifest -C --directory
            set -a where $words[$i] $words[(math $i + 1)]
        end
    end
    $words[1] $where --list --color never 2>/dev/null | awk '$1 ~ /:/ { print $1; sub(/.*:/, ":", $1); if (!seen[$1]++) print $1 }'
end

complete -c docbuild -f -a '(__docbuild_jobs)'
complete -c docbuild -l init -d 'write a manifest for the Sphinx projects in a directory tree'
complete -c docbuild -s f -l manifest -r -F -d 'the manifest'
complete -c docbuild -s C -l directory -x -a '(__fish_complete_directories)' -d 'change to that directory first'
complete -c docbuild -s k -l keep-going -d 'after a failure, build all that can still be built'
complete -c docbuild -s B -l rebuild -d 'build even what is up to date'
complete -c docbuild -l failed -d 'build only what failed last time, and what that needs'
complete -c docbuild -s j -l jobs -x -d 'how many builders run at once, or auto'
complete -c docbuild -l mode -x -a 'auto serial parallel' -d 'serial or parallel'
complete -c docbuild -l config -r -F -d 'a configuration on top of the platform\'s'
complete -c docbuild -l uname -x -d 'answer as if on another platform'
complete -c docbuild -l retries -x -d 'more attempts for a failed job'
complete -c docbuild -l timeout -x -d 'how long an attempt may take'
complete -c docbuild -l grace -x -d 'time between SIGTERM and SIGKILL'
complete -c docbuild -l no-preload -d 'start every builder without preloading'
complete -c docbuild -l no-speedups -d 'do not use private interfaces to save time'
complete -c docbuild -l wait -d 'wait for another run to end'
complete -c docbuild -s n -l dry-run -d 'print what would be built'
complete -c docbuild -l list -d 'print jobs and their state'
complete -c docbuild -l explain -d 'print why each job would be built'
complete -c docbuild -l graph -d 'print jobs and their dependencies, in DOT'
complete -c docbuild -l explain-mode -d 'print mode, slots and the reason'
complete -c docbuild -l show-config -d 'print the configuration and the origin of each value'
complete -c docbuild -l clean -d 'remove the output of jobs'
complete -c docbuild -l stale -d 'with --clean: only for jobs that are no longer in the manifest'
complete -c docbuild -l stamp -r -F -d 'touch a file after success'
complete -c docbuild -l depfile -r -F -d 'write what the stamp depends on, in Makefile syntax'
complete -c docbuild -l progress -x -a 'auto tty plain none' -d 'how to show progress'
complete -c docbuild -l color -x -a 'auto always never' -d 'when to use colours'
complete -c docbuild -s q -l quiet -d 'show only failures and warnings'
complete -c docbuild -s v -l verbose -d 'also show up-to-date jobs, starts and commands'
complete -c docbuild -l events -r -F -d 'also write the event log to a file'
complete -c docbuild -l version -d 'print the version'
complete -c docbuild -l help -d 'print a summary of the options'
