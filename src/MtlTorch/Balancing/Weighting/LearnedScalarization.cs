namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// A scalarization with one learned scale per task, a logarithm, which follows the gradient of the same total as the model. It stays from
/// -30 to 30: under a loss that is exactly 0 it would move on until the weight is no number any more.
/// </summary>
public abstract class LearnedScalarization : Scalarization, ITellsTasksApart, IStateful, IDisposable
{
    private const double Limit = 30;

    private readonly LearnedValues scales;

    /// <param name="initial">Each scale at the start.</param>
    /// <param name="lr">Learning rate of the scales.</param>
    /// <param name="context">What the method is made for.</param>
    protected LearnedScalarization(double initial, double lr, BalancingContext context) =>
        scales = new LearnedValues(initial, lr, context.Device, limit: Limit);

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => scales.Attend(tasks);

    /// <summary>The weights by the scales as they are; then the scales take their step.</summary>
    /// <inheritdoc/>
    public override torch.Tensor Weights(torch.Tensor losses)
    {
        var weights = base.Weights(losses);
        scales.Step();
        return weights;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => scales.Save();

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => scales.Load(state);

    /// <summary>Disposes of the scales.</summary>
    public void Dispose()
    {
        scales.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override torch.Tensor Scalarize(torch.Tensor losses) => Scalarize(losses, scales.For(losses));

    /// <summary>The method's formula. The caller keeps a dispose scope around it.</summary>
    /// <param name="losses">Losses of the tasks [T].</param>
    /// <param name="scales">Their scales [T].</param>
    /// <returns>A scalar.</returns>
    protected abstract torch.Tensor Scalarize(torch.Tensor losses, torch.Tensor scales);
}
