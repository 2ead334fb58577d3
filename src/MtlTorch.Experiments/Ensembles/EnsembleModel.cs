using System.Text.Json;
using MtlTorch.Ensembles;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>Reads and writes the models of an ensemble.</summary>
public static class EnsembleModel
{
    /// <summary>Loads an ensemble from its folder.</summary>
    /// <param name="plan">The ensemble's experiment, composed from its resolved.json, device and threads settled.</param>
    /// <param name="folder">The ensemble's folder.</param>
    /// <exception cref="MalformedFileException">A file is damaged.</exception>
    public static EnsemblePredictor Load(ExperimentPlan plan, string folder)
    {
        var record = EnsembleRecord.Read(folder);
        var models = new List<MultiTaskModel>();
        try
        {
            for (var i = 0; i < record.Members.Count; i++)
            {
                var path = EnsembleRecord.MemberIn(folder, i);
                models.Add(Load(plan, ConfigTree.Read(ResolvedIn(path), []).ToConfig(), path));
            }

            return new EnsemblePredictor(models, [.. record.Members.Select(m => m.Voice)], record.Tasks.ToDictionary(t => t.Key, t => t.Value.Build()));
        }
        catch
        {
            models.ForEach(m => m.Dispose());
            throw;
        }
    }

    /// <summary>Loads one member onto the device of a plan.</summary>
    /// <param name="plan">Whose data set, and whose device.</param>
    /// <param name="config">The member's configuration.</param>
    /// <param name="checkpoint">The folder of its weights.</param>
    public static MultiTaskModel Load(ExperimentPlan plan, ExperimentConfig config, string checkpoint)
    {
        var tasks = config.Tasks.Select(t => t.Value.Build(t.Key, plan.Data.Description.Targets)).ToList();
        return RunModel.Load(new ExperimentPlan(config with { Device = plan.Config.Device }, plan.Data, tasks), checkpoint);
    }

    /// <summary>Copies a member into an ensemble's folder: weights and configuration.</summary>
    public static void Write(string folder, Member member, MultiTaskModel model)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(folder))!);
        Checkpoint.SaveModel(folder, model, member.Epochs);
        WholeFile.Write(ResolvedIn(folder), JsonSerializer.Serialize(member.Config, ConfigJson.Options) + "\n");
    }

    private static string ResolvedIn(string member) => Path.Combine(member, "resolved.json");
}
