using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Reports;

/// <summary>
/// One self-contained HTML file: the data of the runs as JSON, a style, a script that draws the data, and the chart library.
/// It asks for nothing: its content security policy allows no request at all, and no script but those that are in it.
/// </summary>
internal sealed class ReportPage
{
    /// <summary>The page's own script, in the order in which its parts build on each other.</summary>
    private static readonly string[] Scripts =
        ["data.js", "dom.js", "charts.js", "legend.js", "matrix.js", "scatter.js", "histogram.js", "curves.js", "gradients.js", "codes.js", "predictions.js", "figures.js", "settings.js", "comparison.js"];

    /// <summary>What only the page of a sweep needs.</summary>
    private static readonly string[] SweepScripts =
        ["scale.js", "frame.js", "sweep.js", "restrict.js", "parallel.js", "importance.js", "slices.js", "progress.js", "pareto.js", "timeline.js", "trials.js"];

    /// <summary>Title of the page.</summary>
    public required string Title { get; init; }

    /// <summary>"run", "comparison" or "sweep".</summary>
    public required string Kind { get; init; }

    /// <summary>The runs.</summary>
    public required IReadOnlyList<RunFiles> Runs { get; init; }

    /// <summary>The sweep as JSON; null for a page of runs.</summary>
    public string? Sweep { get; init; }

    /// <summary>Tables that came from elsewhere.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Writes the page; under its name stands a complete file or none.</summary>
    public void Write(string path)
    {
        WholeFile.Write(path, Build());
    }

    /// <summary>The whole page.</summary>
    public string Build()
    {
        // The charts of a sweep have thousands of points in few paths, which the browser draws by itself.
        var isSweep = Kind == "sweep";
        var library = !isSweep && Resource("uplot.js") is { } code ? $"/*\n{Resource("uplot.license")}*/\n{code}" : "";
        var own = "'use strict';\n(() => {\n" + string.Concat(Scripts.Concat(isSweep ? SweepScripts : []).Append("page.js").Select(name => Resource(name))) + "})();\n";
        var parts = new Dictionary<string, string>
        {
            ["TITLE"] = WebUtility.HtmlEncode(Title),
            ["POLICY"] = $"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src {Hash(library)} {Hash(own)}",
            ["STYLE"] = (isSweep ? "" : Resource("uplot.css") + "\n") + Resource("report.css") + (isSweep ? "\n" + Resource("sweep.css") : ""),
            ["DATA"] = Data(),
            ["LIBRARY"] = library,
            ["SCRIPT"] = own,
        };
        return Fill(Resource("report.html")!, parts);
    }

    /// <summary>Puts each part where the template says {{NAME}}; parts are not searched for names of parts.</summary>
    private static string Fill(string template, Dictionary<string, string> parts)
    {
        var page = new StringBuilder();
        var at = 0;
        for (var open = template.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = template.IndexOf("{{", at, StringComparison.Ordinal))
        {
            var close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, at, open - at).Append(parts[template[(open + 2)..close]]);
            at = close + 2;
        }

        return page.Append(template, at, template.Length - at).ToString();
    }

    private string Data()
    {
        var runs = Runs.Select(run => EmbeddedJson.Object(
            ("folder", EmbeddedJson.Text(run.Folder)),
            ("stride", EmbeddedJson.Number(run.Stride)),
            ("resolved", run.Resolved),
            ("environment", run.Environment),
            ("result", run.Result),
            ("details", Kind == "run" ? run.Details : EmbeddedJson.Only(run.Details, "metrics", "split")),
            ("metrics", EmbeddedJson.Array(run.Metrics.Where(line => Kind == "run" || !MetricsFile.IsMeasuredStep(line))))));
        var (version, commit) = EnvironmentRecord.Product();
        return EmbeddedJson.Escape(EmbeddedJson.Object(
            ("kind", EmbeddedJson.Text(Kind)),
            ("title", EmbeddedJson.Text(Title)),
            ("version", EmbeddedJson.Text(commit is null ? version : $"{version} ({commit[..Math.Min(8, commit.Length)]})")),
            ("tables", EmbeddedJson.Of(Tables)),
            ("sweep", Sweep),
            ("runs", EmbeddedJson.Array(runs))));
    }

    /// <summary>What the content security policy knows a script by. The browser hashes what stands between the tags, with line feeds alone.</summary>
    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    /// <summary>An embedded text; null where the build could not restore it.</summary>
    private static string? Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
