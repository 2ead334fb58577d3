namespace MtlTorch.Cli.Tests;

public sealed class GuardTests
{
    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case("SystemTorch without its library", new TypeInitializationException("Native", new DllNotFoundException("systemtorch")), true);
        yield return Case("TorchSharp without its libraries", new TypeInitializationException("torch", new NotSupportedException("no reference to libtorch-cpu")), true);
        yield return Case("an operator that LibTorch lacks", new NotSupportedException("aten::no_such_operator"), false);
        yield return Case("any other mistake", new InvalidOperationException("no"), false);

        static TestCaseData Case(string name, Exception failure, bool missing) => new TestCaseData(failure, missing).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Failures))]
    public void AMissingLibraryIsToldFromOtherFailures(Exception failure, bool missing)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = Guard.Run(new Terminal(output, error, interactive: false), () => throw failure);

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error.ToString(), missing ? Does.StartWith("error: LibTorch cannot be loaded (") : Is.EqualTo($"error: {failure.Message}{error.NewLine}"));
    }
}
