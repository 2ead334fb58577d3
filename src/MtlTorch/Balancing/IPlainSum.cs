namespace MtlTorch.Balancing;

/// <summary>Sums the losses as they are: nothing is balanced, so nothing is lost where the tasks are not looked at together. Its weights are 1, and need not be asked for.</summary>
public interface IPlainSum : ILossWeighting;
