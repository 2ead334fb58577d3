using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MtlTorch.Tests")]
[assembly: InternalsVisibleTo("MtlTorch.Experiments")]
