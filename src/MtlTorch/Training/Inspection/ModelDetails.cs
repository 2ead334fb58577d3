using MtlTorch.Metrics;

namespace MtlTorch.Training.Inspection;

/// <summary>What a trained model does, looked at more closely than by its metrics.</summary>
/// <param name="Rows">Rows of the split that was looked at.</param>
/// <param name="Tasks">By task: <see cref="ClassificationDetails"/>, <see cref="RegressionDetails"/>, <see cref="ReconstructionDetails"/>, <see cref="ClusteringDetails"/>, or nothing for a task of another kind.</param>
/// <param name="Filters">The filters of the first layer; null where they cannot be seen as pictures.</param>
/// <param name="Units">What the units of sparse codes answer to, layer by layer, where that can be seen as pictures.</param>
public sealed record ModelDetails(long Rows, IReadOnlyDictionary<string, TaskDetails> Tasks, FilterPictures? Filters, IReadOnlyList<FilterPictures> Units);

/// <summary>What a model does in one task.</summary>
public abstract record TaskDetails;

/// <summary>What a classification does.</summary>
public sealed record ClassificationDetails : TaskDetails
{
    /// <summary>Names of the K classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Counts [K, K]: rows are true classes, columns predicted ones. Null where there are more than <see cref="ClassificationInspection.MostClasses"/> classes.</summary>
    public required IReadOnlyList<IReadOnlyList<long>>? Confusion { get; init; }

    /// <summary>How far confidence can be trusted.</summary>
    public required CalibrationCurve Calibration { get; init; }

    /// <summary>Number of rows whose class is not the predicted one.</summary>
    public required long WrongRows { get; init; }

    /// <summary>Some of those rows, the most confident first.</summary>
    public required IReadOnlyList<WrongRow> MostConfidentlyWrong { get; init; }
}

/// <summary>A row that was classified wrongly.</summary>
/// <param name="Row">Its number in the split, from 0.</param>
/// <param name="Target">Number of its class.</param>
/// <param name="Prediction">Number of the predicted class.</param>
/// <param name="Confidence">Probability that the model gave to the predicted class.</param>
/// <param name="TargetConfidence">Probability that it gave to the right one.</param>
/// <param name="Picture">The input, if it is an image.</param>
public sealed record WrongRow(long Row, int Target, int Prediction, double Confidence, double TargetConfidence, Picture? Picture);

/// <summary>What a clustering does. Its lists are empty where no cluster was made yet.</summary>
public sealed record ClusteringDetails : TaskDetails
{
    /// <summary>Numbers of the K clusters, in the order of the lists below: first those that the classes name best, one each, in the order of the classes; then by size.</summary>
    public required IReadOnlyList<int> Clusters { get; init; }

    /// <summary>Rows of each cluster.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>Mean silhouette of at most <see cref="ClusteringInspection.SilhouetteSample"/> rows, in the space of the features; NaN for fewer than two clusters.</summary>
    public required double Silhouette { get; init; }

    /// <summary>Names of the classes that clusters are compared with; null where they are with none.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Counts [classes, K]. Null without classes, or where there are more than <see cref="ClusteringInspection.MostNames"/> of them or of clusters.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Contingency { get; init; }
}

/// <summary>What a regression does.</summary>
/// <param name="Unit">Unit of targets, predictions and residuals; null for pure numbers.</param>
/// <param name="Outputs">Its outputs, at most <see cref="RegressionInspection.MostOutputs"/> of them.</param>
public sealed record RegressionDetails(string? Unit, IReadOnlyList<RegressionOutput> Outputs) : TaskDetails;

/// <summary>One output of a regression.</summary>
/// <param name="Targets">Targets of some rows, evenly spread over the split.</param>
/// <param name="Predictions">Predictions of the same rows.</param>
/// <param name="Residuals">Prediction minus target, over all rows.</param>
public sealed record RegressionOutput(IReadOnlyList<double> Targets, IReadOnlyList<double> Predictions, ResidualSummary Residuals);

/// <summary>How residuals are distributed.</summary>
/// <param name="Mean">Their mean: the bias.</param>
/// <param name="Deviation">Their standard deviation, over N.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="LowerQuartile">A quarter lies below.</param>
/// <param name="Median">Half lies below.</param>
/// <param name="UpperQuartile">Three quarters lie below.</param>
/// <param name="Maximum">The largest.</param>
public sealed record ResidualSummary(double Mean, double Deviation, double Minimum, double LowerQuartile, double Median, double UpperQuartile, double Maximum);

/// <summary>The filters of a layer that sees the input.</summary>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Count">Number of filters that it has; the pictures may be fewer.</param>
/// <param name="Scale">255 stands for this weight, 0 for its negative, and the middle for 0. Largest weight in absolute value, of filters.</param>
/// <param name="Pictures">The first filters.</param>
public sealed record FilterPictures(string Parameter, long Count, double Scale, IReadOnlyList<Picture> Pictures);

/// <summary>What a reconstruction does.</summary>
public sealed record ReconstructionDetails : TaskDetails
{
    /// <summary>Share of the variance that is kept; NaN where the originals do not vary.</summary>
    public required double ExplainedVariance { get; init; }

    /// <summary>Some inputs and what became of them, evenly spread over the split; none where they are no images, or something else is reconstructed.</summary>
    public required IReadOnlyList<ReconstructedRow> Reconstructions { get; init; }

    /// <summary>The sparse code in between; null where there is none.</summary>
    public CodeDetails? Code { get; init; }
}

/// <summary>An input and its reconstruction.</summary>
/// <param name="Row">Its number in the split, from 0.</param>
/// <param name="Input">The input: its smallest number is black, its largest white.</param>
/// <param name="Reconstruction">Its reconstruction, in the same tones.</param>
public sealed record ReconstructedRow(long Row, Picture Input, Picture Reconstruction);

/// <summary>How the units of a sparse code are used.</summary>
public sealed record CodeDetails
{
    /// <summary>Width of the code.</summary>
    public required long Units { get; init; }

    /// <summary>Codes that were looked at: a row of the split has one, or one per place of a convolutional code.</summary>
    public required long Rows { get; init; }

    /// <summary>Mean number of units that fire per code.</summary>
    public required double L0 { get; init; }

    /// <summary>Units that never fired.</summary>
    public required long DeadUnits { get; init; }

    /// <summary>A unit has fired where its activation is above this.</summary>
    public required double FiringLevel { get; init; }

    /// <summary>rho, the mean activation that the units are drawn to; null where the kind of sparsity has no such aim.</summary>
    public required double? TargetActivity { get; init; }

    /// <summary>Mean of all activations.</summary>
    public required double MeanActivity { get; init; }

    /// <summary>rho-hat, the mean activation of each unit.</summary>
    public required Histogram Activity { get; init; }

    /// <summary>log10 of the share of the codes in which a unit fires, of the units that do.</summary>
    public required Histogram Firing { get; init; }
}
