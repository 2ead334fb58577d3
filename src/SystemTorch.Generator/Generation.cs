namespace SystemTorch.Generator;

/// <summary>What one run of the generator yields.</summary>
/// <param name="Files">The text of each file by name.</param>
/// <param name="Schemas">The operators in use.</param>
/// <param name="Problems">What is wrong with the map: nothing is written while there is any.</param>
internal sealed record Generation(
    IReadOnlyDictionary<string, string> Files, IReadOnlyCollection<Schema> Schemas, IReadOnlyList<string> Problems, string Summary)
{
    /// <summary>Generates from the inputs that are part of this assembly.</summary>
    public static Generation Run() => new Generator(
        SignatureReader.Read(Inputs.Lines("signatures.txt")),
        SchemaReader.Read(Inputs.Lines("schemas-1.13.1.txt")),
        MapReader.Read(Inputs.Lines("operators.map"))).Run();
}
