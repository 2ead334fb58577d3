namespace SystemTorch.Generator;

/// <summary>One parameter of a genuine member.</summary>
/// <param name="Modifier"><c>params</c>, <c>out</c>, <c>this</c>, ... or empty.</param>
/// <param name="Default">The default's text, or null for a parameter that must be given.</param>
internal sealed record Parameter(string Modifier, string Type, string Name, string? Default)
{
    /// <summary>The name as C# source writes it.</summary>
    public string Identifier => Keywords.Escape(Name);

    public bool Nullable => Type.EndsWith('?');
}

/// <summary>One genuine member of TorchSharp: what a wrapper must look like to its callers.</summary>
/// <param name="Class">The declaring type below TorchSharp, such as <c>torch.Tensor</c>.</param>
/// <param name="TupleNames">The names of a returned tuple's items; <c>_</c> for none.</param>
internal sealed record Signature(
    string Class, string Name, string Generic, IReadOnlyList<Parameter> Parameters, string Returns, IReadOnlyList<string> TupleNames,
    bool Static, bool Obsolete, string Text)
{
    public bool Extension => Parameters.Count > 0 && Parameters[0].Modifier == "this";

    /// <summary>The types of a returned tuple's items; one type where it is none.</summary>
    public IReadOnlyList<string> ReturnedTypes => Returns.StartsWith('(') ? TopLevel.Split(Returns[1..^1]) : [Returns];
}
