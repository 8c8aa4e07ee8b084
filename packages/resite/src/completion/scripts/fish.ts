/** For fish 3. Where files are wanted, the condition fails, and fish offers them by itself. */
export const fishScript = `# Completion of resite for fish

function __resite_offers_values
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l reply (command resite __complete words ":"$words[2..] ":$word" 2>/dev/null)
    set -g __resite_values
    switch "$reply[1]"
        case files
            return 1
        case folders
            set __resite_values (__fish_complete_directories "$word" '')
        case values
            set __resite_values $reply[2..]
    end
end

complete -c resite -f -n __resite_offers_values -a '$__resite_values'
`;
