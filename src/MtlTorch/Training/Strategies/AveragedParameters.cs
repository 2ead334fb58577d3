
namespace MtlTorch.Training.Strategies;

/// <summary>A moving average of the flat parameters, which can take their place for a while.</summary>
internal sealed class AveragedParameters : IStateful, IDisposable
{
    private readonly torch.Tensor values;
    private readonly torch.Tensor average;
    private readonly torch.Tensor aside;
    private bool isShown;

    /// <param name="parameters">The parameters [P]; the average begins with what they are.</param>
    public AveragedParameters(torch.Tensor parameters)
    {
        values = parameters.detach().DetachFromDisposeScope();
        average = values.clone().DetachFromDisposeScope();
        aside = values.clone().DetachFromDisposeScope();
    }

    /// <summary>Moves the average towards the parameters.</summary>
    /// <param name="decay">Share of the average that is kept.</param>
    public void Follow(double decay)
    {
        using var frozen = torch.no_grad();
        average.mul_(decay).add_(values, alpha: 1 - decay);
    }

    /// <summary>Puts the average into the place of the parameters until the returned object is disposed of; null where it is there already.</summary>
    public IDisposable? Show()
    {
        if (isShown)
        {
            return null;
        }

        using var frozen = torch.no_grad();
        aside.copy_(values);
        values.copy_(average);
        isShown = true;
        return new Showing(this);
    }

    /// <summary>Parameters that are put elsewhere until the returned object is disposed of, as no step does, are put there in the average too.</summary>
    public IDisposable Watch()
    {
        using var frozen = torch.no_grad();
        aside.copy_(values);
        return new Watching(this);
    }

    /// <summary>The parameters that are trained. The average is in the model when a checkpoint is written.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => new Dictionary<string, torch.Tensor> { ["trained"] = (isShown ? aside : values).clone() };

    /// <summary>Takes over the average from the model and the parameters that are trained from the state.</summary>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        using var frozen = torch.no_grad();
        average.copy_(values);
        values.copy_(state["trained"]);
        isShown = false;
    }

    public void Dispose()
    {
        values.Dispose();
        average.Dispose();
        aside.Dispose();
    }

    private void Hide()
    {
        using var frozen = torch.no_grad();
        values.copy_(aside);
        isShown = false;
    }

    private void TakeOverJumps()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        average.copy_(torch.where(values.eq(aside), average, values));
    }

    private sealed class Watching(AveragedParameters parameters) : IDisposable
    {
        public void Dispose() => parameters.TakeOverJumps();
    }

    private sealed class Showing(AveragedParameters parameters) : IDisposable
    {
        public void Dispose() => parameters.Hide();
    }
}
