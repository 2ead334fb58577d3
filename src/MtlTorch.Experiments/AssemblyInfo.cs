using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MtlTorch.Experiments.Tests")]
