using System.CommandLine;
using MtlTorch.Cli.Diagnosis;
using MtlTorch.Cli.Reporting;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl doctor</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("doctor", "Shows what the machine offers and what is wrong with it: SDK, LibTorch, BLAS, GPUs, threads, data.");
        command.SetAction(_ => Diagnose(terminal));
        return command;
    }

    private static int Diagnose(Terminal terminal)
    {
        var findings = Machine.Examine();
        Tables.Write(terminal, ["", "what", "found"], findings.Select(f => new[] { Mark(f.Verdict), f.What, f.Found }));
        foreach (var finding in findings.Where(f => f.Advice is not null))
        {
            terminal.Out.WriteLine($"{finding.What}: {finding.Advice}");
        }

        return findings.Any(f => f.Verdict == Verdict.Broken) ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Good => "ok",
        Verdict.Slow => "slow",
        Verdict.Broken => "broken",
        _ => "",
    };
}
