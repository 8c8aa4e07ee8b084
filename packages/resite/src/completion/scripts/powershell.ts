/**
 * For Windows PowerShell 5.1 and PowerShell 7. On Windows, `resite` may be a batch file, and some signs in an argument would
 * be commands to it: what is passed on has none of them. When nothing is offered, PowerShell offers files.
 */
export const powershellScript = String.raw`# Completion of resite for PowerShell

Register-ArgumentCompleter -Native -CommandName resite -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $earlier = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_.PSObject.Properties['Value']) { "$($_.Value)" } else { $_.Extent.Text } })
    $words = @(@($earlier) + "$wordToComplete" |
        ForEach-Object { ':' + ($_ -replace '[^\w =.,:/\\~@+-]', '_').TrimEnd('\') })
    $reply = @(& resite __complete words @words 2>$null)
    if ($reply.Count -eq 0 -or $reply[0] -ne 'values') { return }

    $reply | Select-Object -Skip 1 | ForEach-Object {
        $value, $meaning = $_ -split [char]9, 2
        if (-not $meaning) { $meaning = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $meaning)
    }
}
`;
