using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MtlTorch.Cli.Tests")]
