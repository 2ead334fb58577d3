using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>What a trial asks of a Slurm cluster, and how the launcher follows it.</summary>
public sealed partial record SlurmOptions : ISelfChecking
{
    /// <summary>Partition that trials are submitted to; null for the cluster's own default.</summary>
    public string? Partition { get; init; }

    /// <summary>GPUs of a trial; 0 for a trial on processors alone.</summary>
    [Range(0, 64)]
    public int GpusPerTrial { get; init; }

    /// <summary>Processors of a trial, which become its threads.</summary>
    [Range(1, 1024)]
    public int CpusPerTrial { get; init; } = 1;

    /// <summary>Main memory of a trial as Slurm spells it: "4G", "500M"; null for the cluster's default.</summary>
    public string? Memory { get; init; }

    /// <summary>Time limit of a job as Slurm spells it: "30" minutes, "2:00:00", "1-12:00:00"; null for the partition's default. A trial that takes longer goes on in a further job.</summary>
    public string? Time { get; init; }

    /// <summary>Trials that may run at once.</summary>
    [Range(1, 100_000)]
    public int MaxParallel { get; init; } = 32;

    /// <summary>Account that the time is charged to; null for the user's default.</summary>
    public string? Account { get; init; }

    /// <summary>Quality of service; null for the default.</summary>
    public string? Qos { get; init; }

    /// <summary>Further arguments of sbatch, each a whole one: "--constraint=a100".</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Seconds before the time limit at which a trial is asked to write a checkpoint and go on in a further job. One step and the checkpoint must fit into them.</summary>
    [Range(10, 65_535)]
    public int SignalSeconds { get; init; } = 120;

    /// <summary>Seconds between two looks at the queue and at the epochs of running trials. A look is one squeue, however many trials there are.</summary>
    [Range(1, 3600)]
    public double PollSeconds { get; init; } = 30;

    /// <summary>How often a trial is submitted again whose job was lost, or ended at a limit of the cluster, without having got any further.</summary>
    [Range(0, 100)]
    public int Resubmissions { get; init; } = 3;

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Time is not null && !TimeForm().IsMatch(Time))
        {
            yield return ("time", $"found '{Time}'; give minutes (90), hours:minutes:seconds (1:30:00) or days-hours:minutes:seconds (1-12:00:00).");
        }

        else if (Time is not null && SecondsOf(Time) <= SignalSeconds)
        {
            yield return ("signalSeconds", $"{SignalSeconds} seconds before a time limit of {Time} there is no time left to train. Give a longer time, or fewer seconds.");
        }

        if (Memory is not null && !MemoryForm().IsMatch(Memory))
        {
            yield return ("memory", $"found '{Memory}'; give a whole number and its unit K, M, G or T, such as 4G.");
        }

        foreach (var (name, value) in new[] { ("partition", Partition), ("account", Account), ("qos", Qos) }.Concat(Extra.Select(e => ("extra", (string?)e))))
        {
            if (value is not null && (value.Trim().Length == 0 || value.Any(char.IsControl)))
            {
                yield return (name, "found an empty text, or one with control characters; leave it out, or give what sbatch knows.");
            }
        }

        foreach (var argument in Extra.Where(e => e.Length > 0))
        {
            if (!argument.StartsWith('-'))
            {
                yield return ("extra", $"found '{argument}'; give whole arguments of sbatch, value included, such as --constraint=a100.");
            }
            else if (Owned().IsMatch(argument))
            {
                yield return ("extra", $"found '{argument}', which the launcher itself sets. Leave it out; where there is an option of its own, use that.");
            }
        }
    }

    /// <summary>Refuses values out of their ranges, and contradictions.</summary>
    /// <exception cref="InvalidOptionException">The first of them.</exception>
    public void Check()
    {
        foreach (var property in typeof(SlurmOptions).GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(property.GetValue(this)))
            {
                throw new InvalidOptionException(
                    JsonNamingPolicy.CamelCase.ConvertName(property.Name), string.Create(CultureInfo.InvariantCulture, $"found {property.GetValue(this)}; give a number from {range.Minimum} to {range.Maximum}."));
            }
        }

        if (Problems().FirstOrDefault() is { Option: { } option } first)
        {
            throw new InvalidOptionException(option, first.Problem);
        }
    }

    /// <summary>Without days a single number is minutes, and two are minutes and seconds; behind days the first is hours.</summary>
    private static double SecondsOf(string time)
    {
        var parts = time.Split('-', ':').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToList();
        if (time.Contains('-', StringComparison.Ordinal))
        {
            return (parts[0] * 86_400) + (parts[1] * 3600) + (parts.ElementAtOrDefault(2) * 60) + parts.ElementAtOrDefault(3);
        }

        return parts.Count == 3 ? (parts[0] * 3600) + (parts[1] * 60) + parts[2] : (parts[0] * 60) + parts.ElementAtOrDefault(1);
    }

    [GeneratedRegex(@"^(\d+|\d+:\d{1,2}|\d+:\d{1,2}:\d{1,2}|\d+-\d{1,2}(:\d{1,2}){0,2})$")]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"^\d+[KMGTkmgt]?$")]
    private static partial Regex MemoryForm();

    [GeneratedRegex(@"^(-a|--array|-o|--output|-e|--error|--open-mode|--signal|--requeue|--no-requeue|--comment|--wrap|-J|--job-name|--parsable|--test-only|-D|--chdir|-n|--ntasks|-N|--nodes)(=.*)?$")]
    private static partial Regex Owned();
}
