using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MtlTorch.Tests")]
