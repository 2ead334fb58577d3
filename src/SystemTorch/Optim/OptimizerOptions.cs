namespace TorchSharp.Modules;

/// <summary>The settings of a parameter group. What is null takes the optimizer's setting when the group is added.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }
}
