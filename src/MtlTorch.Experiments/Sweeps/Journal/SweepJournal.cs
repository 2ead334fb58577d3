using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Journal;

/// <summary>
/// What happened in a sweep: a JSON object a line, appended and never changed, so that whatever is killed takes at most its own last line with it. Several
/// drivers, on several machines with a folder in common, may append: who decides something holds the lock from reading to writing.
/// </summary>
/// <param name="folder">The folder of the sweep.</param>
public sealed class SweepJournal(string folder)
{
    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<Trial> trials = [];
    private readonly Lock gate = new();
    private long read;

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "journal.jsonl");

    /// <summary>The trials, by number, as of the last look.</summary>
    public IReadOnlyList<Trial> Trials
    {
        get
        {
            lock (gate)
            {
                return [.. trials];
            }
        }
    }

    /// <summary>Lines that are no events: the ends of drivers that were killed as they wrote.</summary>
    public int Damaged { get; private set; }

    /// <summary>Reads what was appended since the last look.</summary>
    /// <returns>All trials, by number.</returns>
    public IReadOnlyList<Trial> Look()
    {
        lock (gate)
        {
            if (File.Exists(Path))
            {
                using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                ReadOn(file);
            }

            return [.. trials];
        }
    }

    /// <summary>Decides on events by what is in the journal, and appends them, while no other driver can append.</summary>
    /// <param name="decide">Gets the trials as they are, by number; says what to append.</param>
    /// <exception cref="IOException">The journal cannot be written, or another process does not let go of its lock.</exception>
    public void Append(Func<IReadOnlyList<Trial>, IEnumerable<JournalEvent>> decide)
    {
        lock (gate)
        {
            using var turn = TakeTurn();
            using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            EndLine(file);
            ReadOn(file);
            var text = new StringBuilder();
            foreach (var happened in decide([.. trials]))
            {
                text.Append(JsonSerializer.Serialize(happened, RunJson.Line)).Append('\n');
            }

            if (text.Length == 0)
            {
                return;
            }

            // A single write: a reader, or a kill in between, sees all of a line or its beginning, never two lines mixed.
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
            file.Seek(read, SeekOrigin.Begin);
            ReadOn(file);
        }
    }

    /// <summary>Appends events that depend on nothing.</summary>
    public void Append(params IReadOnlyList<JournalEvent> events) => Append(_ => events);

    /// <summary>Waits for its turn: a moment, then longer and longer ones. Others hold the lock for the milliseconds that a disk takes.</summary>
    private RunLock TakeTurn()
    {
        var file = System.IO.Path.Combine(folder, "journal.lock");
        var since = Stopwatch.GetTimestamp();
        for (var pause = 1; ; pause = Math.Min(2 * pause, LongestPause))
        {
            if (RunLock.TryTakeNow(file) is { } turn)
            {
                return turn;
            }

            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new IOException($"{file} has been held by another process for {Patience.TotalMinutes} minutes. If no other driver is at work on the sweep, the file system does not know locks; choose a folder on another one.");
            }

            Thread.Sleep(pause);
        }
    }

    /// <summary>Takes in all whole lines from where the last look ended.</summary>
    private void ReadOn(FileStream file)
    {
        if (file.Length < read)
        {
            throw new IOException($"{Path} has become shorter since it was read last: somebody else has changed it. Begin again with what is there: mtl sweep --resume {folder}");
        }

        file.Seek(read, SeekOrigin.Begin);
        var bytes = new byte[file.Length - read];
        file.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Take(line);
        }

        read += end;
    }

    private void Take(string line)
    {
        try
        {
            var happened = JsonSerializer.Deserialize<JournalEvent>(line, RunJson.Line);
            if (happened is TrialChosen chosen && chosen.Trial == trials.Count + 1)
            {
                trials.Add(Trial.Of(chosen));
                return;
            }

            if (happened is not null and not TrialChosen && happened.Trial >= 1 && happened.Trial <= trials.Count)
            {
                trials[happened.Trial - 1] = trials[happened.Trial - 1].After(happened);
                return;
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // The beginning of a line whose writer was killed.
        }

        Damaged++;
    }

    /// <summary>
    /// Ends the line of a writer that was killed, before anybody decides: if nothing but its line feed is missing it is an event, and what is decided must know of it.
    /// </summary>
    private static void EndLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
            file.Flush();
        }
    }
}
