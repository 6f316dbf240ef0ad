"""Completion as four shells want it: the scripts that ask mcu, and the answers that they read.

A script hands over the command line up to the cursor in the environment, and takes lines: `VALUE<TAB>MEANING`, before
them directives that begin with a colon. What it gets it never evaluates: the words of citizens are among it, and the
scripts of the framework, which `eval` them (zsh) or let them be globbed (bash), are not used for that reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.words import fold
from mcu_cli.render.clean import clean_line, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.likely_words import Candidate

SHELLS = ("bash", "zsh", "fish", "powershell")
FILES, FOLDERS, GOES_ON, LIST_ONLY = ":files", ":folders", ":goes-on", ":list-only"
_NARROWEST, _WIDEST = 40, 120

_BASH = r"""# Completion of mcu for bash. Written by `mcu completion bash`.
_mcu_completion() {
    local answer line
    COMPREPLY=()
    answer=$(_MCU_COMPLETE=complete_bash _MCU_LINE="${COMP_LINE:0:COMP_POINT}" _MCU_WORD="$2" \
        _MCU_TYPE="$COMP_TYPE" _MCU_COLUMNS="$COLUMNS" "${1/#\~/$HOME}" 2>/dev/null </dev/null) || return 0
    while IFS= read -r line; do
        case $line in
            '') ;;
            :files) compopt -o default 2>/dev/null ;;
            :folders) compopt -o dirnames 2>/dev/null ;;
            :goes-on) compopt -o nospace 2>/dev/null ;;
            :*) ;;
            *) COMPREPLY+=("$line") ;;
        esac
    done <<< "$answer"
}
complete -o nosort -F _mcu_completion mcu 2>/dev/null || complete -F _mcu_completion mcu
"""

_ZSH = r"""#compdef mcu
# Completion of mcu for zsh. Written by `mcu completion zsh`.
_mcu() {
    local -a values shown before ends
    local line program=${~${(Q)words[1]}} tab=$'\t' insert=yes
    before=("${(@)words[1,CURRENT-1]}")
    while IFS= read -r line; do
        case $line in
            :files) _files; return ;;
            :folders) _files -/; return ;;
            :goes-on) ends=(-S '') ;;
            :list-only) insert=no ;;
            ?*)
                values+=("${line%%$tab*}")
                if [[ $line == *$tab?* ]]; then
                    shown+=("${line/$tab/  -- }")
                else
                    shown+=("${line%%$tab*}")
                fi ;;
        esac
    done < <(_MCU_COMPLETE=complete_zsh _MCU_LINE="${(j: :)before} $IPREFIX$QIPREFIX$PREFIX" \
        _MCU_COLUMNS=$COLUMNS $program 2>/dev/null </dev/null)
    (( $#values )) || return 1
    compadd -U -l "${(@)ends}" -V mcu -d shown -a values
    if [[ $insert == no ]]; then
        compstate[insert]=''
        compstate[list]='list force'
    fi
}
if [[ $funcstack[1] == _mcu ]]; then
    _mcu "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _mcu mcu
fi
"""

_FISH = r"""# Completion of mcu for fish. Written by `mcu completion fish`.
function __mcu_complete
    set -l line (commandline -cp | string collect)
    for answer in (env _MCU_COMPLETE=complete_fish _MCU_LINE="$line" _MCU_COLUMNS="$COLUMNS" mcu 2>/dev/null </dev/null)
        switch $answer
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':folders'
                __fish_complete_directories (commandline -ct)
            case ':*'
            case '*'
                printf '%s\n' $answer
        end
    end
end
complete --command mcu --no-files --keep-order --arguments '(__mcu_complete)'
"""

_POWERSHELL = r"""# Completion of mcu for PowerShell. Written by `mcu completion powershell`.
Register-ArgumentCompleter -Native -CommandName mcu -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.Extent.Text
    $end = $cursorPosition - $commandAst.Extent.StartOffset
    if ($line.Length -gt $end) { $line = $line.Substring(0, $end) } else { $line = $line.PadRight($end) }
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
        $Env:_MCU_COMPLETE = 'complete_powershell'
        $Env:_MCU_LINE = $line
        $answers = @(mcu 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:_MCU_COMPLETE, Env:_MCU_LINE -ErrorAction SilentlyContinue
    }
    foreach ($answer in $answers) {
        if (-not $answer -or $answer.StartsWith(':')) { continue }
        $value, $meaning = $answer -split "`t", 2
        if (-not $meaning) { $meaning = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $meaning)
    }
}
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}


class Asked(NamedTuple):
    """What a shell asks: the whole words before the cursor, the half-typed one, and how the shell came to ask.

    `piece` is what bash puts the answer in place of, a part of the word (it splits at `:` and `=`); `lists` is whether
    it shows the answers itself, so that meanings may stand behind them.
    """

    shell: str
    before: tuple[str, ...]
    word: str
    piece: str
    lists: bool = True
    columns: int = 80


def asked_by(shell: str, line: str, *, piece: str = "", kind: str = "", columns: str = "") -> Asked:
    """Return what a shell asks with the command line `line` up to the cursor, the program's name first."""
    *before, word = split(line, escape="`" if shell == "powershell" else "\\")
    width = int(columns) if columns.isascii() and columns.isdecimal() else 80
    return Asked(
        shell=shell,
        before=tuple(before[1:]),
        word=word,
        piece=piece if shell == "bash" else word,
        lists=kind not in {"37", "42"},  # of bash: `%` and `*` put one answer after another into the line
        columns=min(max(width, _NARROWEST), _WIDEST),
    )


def split(line: str, *, escape: str = "\\") -> list[str]:
    """Return the words of a command line as the shell would, the last one being half typed, perhaps empty.

    Quotes may be open at the end.
    """
    found: list[str] = []
    word, quote, begun, escaped = "", "", False, False
    for letter in line:
        if escaped:
            word, escaped = word + letter, False
        elif letter == escape and quote != "'":
            begun = escaped = True
        elif quote:
            quote, word = ("", word) if letter == quote else (quote, word + letter)
        elif letter in "\"'":
            quote, begun = letter, True
        elif letter.isspace():
            if begun:
                found.append(word)
            word, begun = "", False
        else:
            word, begun = word + letter, True
    return [*found, word]


def answer_text(asked: Asked, candidates: Sequence[Candidate]) -> str:
    """Return the lines for the shell that asked; empty where there is nothing to offer."""
    usable = [one for one in candidates if _is_harmless(one.value, asked.word)]
    lines = [_LINES[asked.shell](asked, usable, one) for one in usable]
    goes_on = [GOES_ON] if usable and all(one.goes_on for one in usable) else []
    only = [LIST_ONLY] if _parts_ways(asked, usable) else []
    return "".join(f"{line}\n" for line in (*goes_on, *only, *lines) if line)


# bash puts an answer into the line as it is: `$(…)`, `;` or a quote in the name of a filter that somebody wrote by hand
# would be a command on ENTER. Nothing that mcu itself lets be called so has more than this in its name.
_HARMLESS = re.compile(r"[\w/.,=+@-][\w/:.,=+@-]*")  # a colon in front would be a directive


def _is_harmless(value: str, typed: str) -> bool:
    """Whether a shell takes `value` for one word and nothing more, but for brackets that are `typed` already."""
    brackets = typed[: len(typed) - len(typed.lstrip("("))]
    return _HARMLESS.fullmatch(value.removeprefix(brackets)) is not None


def _parts_ways(asked: Asked, candidates: Sequence[Candidate]) -> bool:
    """Whether the shell would replace what was typed by less: what the answers have in common does not hold it."""
    values = [one.value for one in candidates]
    first, last = min(values, default=""), max(values, default="")
    common = first[
        : next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    ]
    return len(candidates) > 1 and fold(asked.word) not in fold(common)


def _for_bash(asked: Asked, candidates: Sequence[Candidate], one: Candidate) -> str:
    standing = asked.word.removesuffix(asked.piece) if asked.piece else asked.word
    value = one.value.removeprefix(standing)
    if len(candidates) == 1 or not asked.lists:
        return value
    told = f"{value}  ({one.help})" if one.help else value
    if _parts_ways(asked, candidates):  # bash would put in what all begin with; numbers have nothing in common
        told = f"{candidates.index(one) + 1}) {told}"
    return shortened(told, asked.columns - 2)


def _with_tab(asked: Asked, _candidates: Sequence[Candidate], one: Candidate) -> str:
    return f"{one.value}\t{shortened(one.help, asked.columns - len(one.value) - 6)}"


def _for_fish(asked: Asked, candidates: Sequence[Candidate], one: Candidate) -> str:
    """Return a line; fish drops what does not hold the letters typed, so a name found by itself is offered instead."""
    option, sign, value = asked.word.partition("=")
    letters = fold(value if sign and option.startswith("-") else asked.word)
    if letters in fold(one.value):
        return _with_tab(asked, candidates, one)
    named = clean_line(one.named)
    return f"{named}\t{one.value}" if letters in fold(named) else ""


_PLAIN_IN_POWERSHELL = re.compile(r"[\w/:.=+-]+")


def _for_powershell(asked: Asked, candidates: Sequence[Candidate], one: Candidate) -> str:
    """Return a line; `@` and commas mean something else to PowerShell unless they stand in quotes."""
    quoted = one.value if _PLAIN_IN_POWERSHELL.fullmatch(one.value) else f"'{one.value}'"
    return _with_tab(asked, candidates, one._replace(value=quoted))


_LINES = {"bash": _for_bash, "zsh": _with_tab, "fish": _for_fish, "powershell": _for_powershell}
