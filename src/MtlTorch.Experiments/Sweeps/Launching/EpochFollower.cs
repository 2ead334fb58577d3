using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Sweeps.Launching;

/// <summary>Notices the epochs of a run by what is appended to its metrics.jsonl. A look at a file that did not grow costs one question to the file system.</summary>
/// <param name="path">The file; it may be missing.</param>
public sealed partial class EpochFollower(string path)
{
    private long read;

    /// <summary>The last epoch that is done; 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>The epochs that were finished since the last look.</returns>
    public IReadOnlyList<int> Look()
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length == read)
            {
                return [];
            }

            // A run that goes on from a checkpoint takes back the lines behind it.
            read = file.Length < read ? 0 : read;
            return ReadOn();
        }
        catch (IOException)
        {
            // It is being replaced, or the shared folder has its moment; there is a next look.
            return [];
        }
    }

    private int[] ReadOn()
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(read, SeekOrigin.Begin);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var end = memory.GetBuffer().AsSpan(0, (int)memory.Length).LastIndexOf((byte)'\n') + 1;
        var text = Encoding.UTF8.GetString(memory.GetBuffer(), 0, end);
        read += end;

        var last = EpochLine().Matches(text).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Append(Epoch).Max();
        var fresh = Enumerable.Range(Epoch + 1, last - Epoch).ToArray();
        Epoch = last;
        return fresh;
    }

    /// <summary>Both lines of an epoch are written at once.</summary>
    [GeneratedRegex("""^\{"epoch":(\d+),"split":""", RegexOptions.Multiline)]
    private static partial Regex EpochLine();
}
