# Completes docbuild's options, and jobs from the manifest.

_docbuild_jobs() {
    local i
    local where=()
    for ((i = 1; i < ${#COMP_WORDS[@]} - 1; i++)); do
        case ${COMP_WORDS[i]} in
            -f | --manifest | -C | --directory) where+=("${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}") ;;
        esac
    done
    "${COMP_WORDS[0]}" "${where[@]}" --list --color never 2>/dev/null | awk '$1 ~ /:/ { print $1; sub(/.*:/, ":", $1); if (!seen[$1]++) print $1 }'
}

_docbuild() {
    local current previous options
    COMPREPLY=()
    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref -n : -c current -p previous
    else
        current=${COMP_WORDS[COMP_CWORD]}
        previous=${COMP_WORDS[COMP_CWORD - 1]}
    fi
    options="--init -f --manifest -C --directory -k --keep-going -B --rebuild --failed -j --jobs --mode
        --config --uname --retries --timeout --grace --no-preload --no-speedups --wait -n --dry-run --list --explain
        --graph --explain-mode --show-config --clean --stale --stamp --depfile --progress --color -q --quiet -v --verbose --events
        --version --help"
    case $previous in
        --mode) mapfile -t COMPREPLY < <(compgen -W "auto serial parallel" -- "$current") ;;
        --progress) mapfile -t COMPREPLY < <(compgen -W "auto tty plain none" -- "$current") ;;
        --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$current") ;;
        -f | --manifest | --config | --events | --stamp | --depfile)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            ;;
        -C | --directory | --init)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "$current")
            ;;
        -j | --jobs | --retries | --timeout | --grace | --uname) ;;
        *)
            if [[ $current == -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
            else
                mapfile -t COMPREPLY < <(compgen -W "$(_docbuild_jobs)" -- "$current")
                if declare -F __ltrim_colon_completions >/dev/null; then
                    __ltrim_colon_completions "$current"
                fi
            fi
            ;;
    esac
}

complete -F _docbuild docbuild
