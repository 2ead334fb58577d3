namespace TestSupport;

/// <summary>Data sets that are not in the repository. Tests that need one are skipped where it is absent.</summary>
public static class RealData
{
    /// <summary>Folder that holds mnist/: MTL_TEST_DATA, data/, or ../shared/data beside the repository.</summary>
    public static string Mnist() => RootOf(Path.Combine("mnist", "train-images-idx3-ubyte.gz"))
        ?? throw new IgnoreException("MNIST is not here: put its four files into data/mnist, or name the folder above mnist/ with MTL_TEST_DATA.");

    /// <summary>Folder that holds adult/adult.csv.</summary>
    public static string Adult() => RootOf(Path.Combine("adult", "adult.csv"))
        ?? throw new IgnoreException("Adult is not here: put adult.csv into data/adult, or name the folder above adult/ with MTL_TEST_DATA.");

    /// <summary>Folder that holds energy-efficiency/ENB2012_data.csv.</summary>
    public static string Energy() => RootOf(Path.Combine("energy-efficiency", "ENB2012_data.csv"))
        ?? throw new IgnoreException("Energy Efficiency is not here: put ENB2012_data.csv into data/energy-efficiency, or name the folder above it with MTL_TEST_DATA.");

    private static string? RootOf(string file) =>
        new[] { Environment.GetEnvironmentVariable("MTL_TEST_DATA"), Repository.File("data"), Repository.File("..", "shared", "data") }.OfType<string>()
            .FirstOrDefault(root => File.Exists(Path.Combine(root, file)));
}
