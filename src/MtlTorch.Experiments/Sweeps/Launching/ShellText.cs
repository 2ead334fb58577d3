using System.Text;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Sweeps.Launching;

/// <summary>Quotes texts for scripts.</summary>
internal static partial class ShellText
{
    /// <summary>One word of a shell, whatever is in it.</summary>
    public static string Word(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>One argument in a line that begins with #SBATCH. There no variables are replaced; backslashes, quotes, spaces and # mean something.</summary>
    public static string Directive(string argument)
    {
        if (Plain().IsMatch(argument))
        {
            return argument;
        }

        // sbatch wants the name of a long option outside of quotes.
        var end = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) + 1 : 0;
        var text = new StringBuilder(argument[..end]).Append('"');
        foreach (var letter in argument[end..])
        {
            text.Append(letter is '"' or '\\' ? "\\" : "").Append(letter);
        }

        return text.Append('"').ToString();
    }

    [GeneratedRegex("^[A-Za-z0-9_@%+=:,./-]+$")]
    private static partial Regex Plain();
}
