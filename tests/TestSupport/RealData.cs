namespace TestSupport;

/// <summary>Data sets that are not in the repository. Tests that need one are skipped where it is absent.</summary>
public static class RealData
{
    /// <summary>Folder that holds mnist/: MTL_TEST_DATA, data/, or ../shared/data beside the repository.</summary>
    public static string Mnist() => Candidates().FirstOrDefault(root => File.Exists(Path.Combine(root, "mnist", "train-images-idx3-ubyte.gz")))
        ?? throw new IgnoreException("MNIST is not here: put its four files into data/mnist, or name the folder above mnist/ with MTL_TEST_DATA.");

    private static IEnumerable<string> Candidates() =>
        new[] { Environment.GetEnvironmentVariable("MTL_TEST_DATA"), Repository.File("data"), Repository.File("..", "shared", "data") }.OfType<string>();
}
