namespace TorchSharp.Modules;

/// <summary>What normalizations with running statistics have.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;
    private Tensor _running_mean;
    private Tensor _running_var;
    private Tensor _num_batches_tracked;

    private protected NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype,
        string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = Parameter.Make([num_features], device, dtype, w => w.fill_(1));
            bias = Parameter.Make([num_features], device, dtype, b => b.fill_(0));
        }
        if (track_running_stats)
        {
            running_mean = zeros([num_features], dtype, device);
            running_var = ones([num_features], dtype, device);
            num_batches_tracked = zeros([], ScalarType.Int64, device);
        }
    }

    public long num_features { get; }

    public double eps { get; set; }

    /// <summary>The weight of the newest batch in the running statistics; null weighs all batches alike.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public Parameter weight
    {
        get => _weight;
        set => Assign(ref _weight, value, nameof(weight));
    }

    public Parameter bias
    {
        get => _bias;
        set => Assign(ref _bias, value, nameof(bias));
    }

    public Tensor running_mean
    {
        get => _running_mean;
        set => Assign(ref _running_mean, value, nameof(running_mean));
    }

    public Tensor running_var
    {
        get => _running_var;
        set => Assign(ref _running_var, value, nameof(running_var));
    }

    public Tensor num_batches_tracked
    {
        get => _num_batches_tracked;
        set => Assign(ref _num_batches_tracked, value, nameof(num_batches_tracked));
    }

    public void reset_running_stats()
    {
        if (!track_running_stats)
            return;
        nn.init.zeros_(_running_mean);
        nn.init.ones_(_running_var);
        nn.init.zeros_(_num_batches_tracked);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine)
            return;
        nn.init.ones_(_weight);
        nn.init.zeros_(_bias);
    }

    protected abstract void ValidateInputDimensions(Tensor input);
}
