# Does on Windows what `make run` does elsewhere: sets up what is missing, then runs everything.
# If Windows refuses to run it: powershell -ExecutionPolicy Bypass -File .\start.ps1
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
$env:PYTHONUTF8 = "1"
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8

function Find-Python {
    # Windows PowerShell 5.1 takes redirected stderr for an error, which must not end the search.
    $ErrorActionPreference = "Continue"
    # The launcher first: `python` may be the Microsoft Store's placeholder, which runs nothing.
    foreach ($candidate in @(@("py", "-3"), @("python"), @("python3"))) {
        if (-not (Get-Command $candidate[0] -ErrorAction SilentlyContinue)) { continue }
        $options = @($candidate | Select-Object -Skip 1)
        & $candidate[0] @options -c "import sys; sys.exit(sys.version_info < (3, 11))" *>$null
        if ($LASTEXITCODE -eq 0) { return ,$candidate }
    }
    Write-Host "Python 3.11 or later is needed:  winget install Python.Python.3.12"
    Write-Host "Then open a new PowerShell and run .\start.ps1 again."
    exit 1
}

if (-not (Get-Command node -ErrorAction SilentlyContinue)) {
    Write-Host "Node.js 20.19 or 22.13 or later is needed:  winget install OpenJS.NodeJS.LTS"
    Write-Host "Then open a new PowerShell and run .\start.ps1 again."
    exit 1
}

$python = Find-Python
$options = @($python | Select-Object -Skip 1)
& $python[0] @options tools\setup.py
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

& backend\.venv\Scripts\warm-transfer.exe up
exit $LASTEXITCODE
