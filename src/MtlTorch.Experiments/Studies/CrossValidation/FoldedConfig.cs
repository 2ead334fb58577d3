using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Training;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>Configurations of the parts of a cross-validation, with all their stages.</summary>
internal static class FoldedConfig
{
    /// <summary>The run that holds out a fold.</summary>
    /// <param name="config">A configuration with data.fold.</param>
    /// <param name="repeat">Which dealing, from 1.</param>
    /// <param name="fold">Which fold, from 1.</param>
    public static ExperimentConfig HoldOut(ExperimentConfig config, int repeat, int fold) => With(config, f => f with { Repeat = repeat, Index = fold }, t => t);

    /// <summary>The run on all rows. It cannot stop early, as nothing is held out, and trains as many epochs as it is told, with the schedule of the folds.</summary>
    /// <param name="config">A configuration with data.fold.</param>
    /// <param name="epochs">Number of epochs.</param>
    public static ExperimentConfig Refit(ExperimentConfig config, int epochs)
    {
        var all = With(config, f => f with { Repeat = 1, Index = 0 }, t => t with { Patience = null });
        return all with { Trainer = all.Trainer with { StopAfter = epochs } };
    }

    private static ExperimentConfig With(ExperimentConfig config, Func<FoldOptions, FoldOptions> fold, Func<TrainerOptions, TrainerOptions> trainer) => config with
    {
        Data = With(config.Data, fold),
        Trainer = trainer(config.Trainer),
        Stages = config.Stages is null ? null : [.. config.Stages.Select(s => new StageConfig { Pretrain = With(s.Pretrain, fold, trainer), Train = With(s.Train, fold, trainer) })],
    };

    private static StageSections? With(StageSections? stage, Func<FoldOptions, FoldOptions> fold, Func<TrainerOptions, TrainerOptions> trainer) => stage is null
        ? null
        : stage with { Data = stage.Data is null ? null : With(stage.Data, fold), Trainer = stage.Trainer is null ? null : trainer(stage.Trainer) };

    /// <summary>A stage with other data has no folds.</summary>
    private static DataOptions With(DataOptions data, Func<FoldOptions, FoldOptions> fold) => data.Fold is null ? data : data with { Fold = fold(data.Fold) };
}
