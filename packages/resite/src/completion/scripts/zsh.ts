/** For zsh, as a file `_resite` on its fpath or to be sourced. What is typed loses its quotes and is not expanded. */
export const zshScript = String.raw`#compdef resite
# Completion of resite for zsh

_resite() {
  local -a earlier reply values
  local item
  earlier=("${'$'}{(@Q)words[2,CURRENT-1]}")
  (( CURRENT > 2 )) || earlier=()
  reply=("${'$'}{(@f)$(command resite __complete words ":${'$'}{(@)^earlier}" ":${'$'}{(Q)PREFIX}" 2>/dev/null)}")
  case "${'$'}{reply[1]}" in
    files) compset -P '--*='; _files ;;
    folders) compset -P '--*='; _files -/ ;;
    values)
      for item in "${'$'}{(@)reply[2,-1]}"; do
        values+=("${'$'}{${'$'}{item%%$'\t'*}//:/\\:}:${'$'}{item#*$'\t'}")
      done
      _describe resite values
      ;;
  esac
}

if [[ "${'$'}{funcstack[1]}" == _resite ]]; then
  _resite "$@"
else
  compdef _resite resite
fi
`;
