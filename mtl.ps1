# Runs MtlTorch on Windows. Builds it first, if it was never built or its sources changed since.
#   $env:Torch = 'cuda-windows'    computes on the GPU; without it the CPU packages are used
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$stamp = Join-Path $root 'artifacts/mtl.built'
$choice = "root=$root Torch=$env:Torch MTL_LIBTORCH=$env:MTL_LIBTORCH MTL_PYTHON=$env:MTL_PYTHON"

function Test-Current {
    if (-not (Test-Path $stamp) -or (Get-Content $stamp -TotalCount 1) -ne $choice) { return $false }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $newer = Get-ChildItem (Join-Path $root 'src') -Recurse -File | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
    return $null -eq $newer
}

if (-not (Test-Current)) {
    [Console]::Error.WriteLine('mtl: building (once)')
    $started = Get-Date
    $log = dotnet build (Join-Path $root 'src/MtlTorch.Cli') -c Release -v minimal --nologo
    if ($LASTEXITCODE -ne 0) {
        $log | Select-String 'error' | Sort-Object -Unique | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit 1
    }
    $program = ($log | Select-String 'MtlTorch\.Cli -> (.*)$' | Select-Object -Last 1).Matches[0].Groups[1].Value
    Set-Content $stamp @($choice, $program)
    (Get-Item $stamp).LastWriteTime = $started
}

dotnet (Get-Content $stamp | Select-Object -Last 1) @args
exit $LASTEXITCODE
