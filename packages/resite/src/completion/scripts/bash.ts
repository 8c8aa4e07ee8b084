/**
 * For bash 4 and later. It asks `resite` on the PATH, and never what stands first on the line: to press TAB must not run
 * a program. Names of files are left to bash, which quotes them.
 */
export const bashScript = String.raw`# Completion of resite for bash 4 and later

_resite() {
  local -a reply
  local item
  COMPREPLY=()
  mapfile -t reply < <(command resite __complete line "${'$'}{COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  case "${'$'}{reply[0]-}" in
    files) compopt -o default ;;
    folders) compopt -o dirnames -o filenames ;;
    values)
      for item in "${'$'}{reply[@]:1}"; do
        item=${'$'}{item%%$'\t'*}
        # what bash takes for the word begins behind the sign
        if [[ $COMP_WORDBREAKS == *=* && $item == --*=* ]]; then item=${'$'}{item#*=}; fi
        COMPREPLY+=("$item")
      done
      ;;
  esac
}

complete -F _resite resite
`;
