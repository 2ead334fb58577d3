using MtlTorch.Experiments.Studies.CrossValidation;

namespace MtlTorch.Cli.Reporting;

/// <summary>Writes a cross-validation for people: points, folds, what was chosen, and its figures.</summary>
internal static class CrossValidationText
{
    public static void Write(Terminal terminal, CrossValidationFolder folder, CrossValidationResult result)
    {
        var tables = new CrossValidationTables(result);
        terminal.Say("");
        terminal.Say(tables.Introduction);
        WideTable.Write(terminal, tables.Points);
        if (tables.FoldsIntroduction is { } folds)
        {
            terminal.Say(folds);
            WideTable.Write(terminal, tables.Folds);
        }

        tables.Conclusions.ToList().ForEach(terminal.Say);
        if (tables.Figures is { } figures)
        {
            Tables.Write(terminal, figures.Headers, figures.Rows, firstNumber: 2);
        }

        tables.Remarks.ToList().ForEach(terminal.Say);
        terminal.Say($"The same is in {folder.File("cv.md")}, cv.csv and cv-result.json.");
    }
}
