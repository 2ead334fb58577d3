namespace TorchSharp.Modules;

/// <summary>Divides the gradient by a running mean of its size (Hinton).</summary>
public class RMSProp : OptimizerHelper, torch.optim.IMomentum
{
    public RMSProp(
        IEnumerable<Parameter> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    public RMSProp(
        IEnumerable<ParamGroup> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
    {
        RequireNotNegative(lr, nameof(lr));
        RequireNotNegative(eps, nameof(eps));
        RequireNotNegative(alpha, nameof(alpha));
        RequireNotNegative(momentum, nameof(momentum));
        RequireNotNegative(weight_decay, nameof(weight_decay));
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            momentum = momentum,
            centered = centered,
            maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    public double Momentum
    {
        get => ((Options)_defaults).momentum.Value;
        set
        {
            foreach (var group in _parameter_groups.Cast<ParamGroup>())
                group.Momentum = value;
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var defaults = (Options)_defaults;
        var options = (Options)(param_group.Options ??= new Options());
        options.alpha ??= defaults.alpha;
        options.eps ??= defaults.eps;
        options.weight_decay ??= defaults.weight_decay;
        options.momentum ??= defaults.momentum;
        options.centered ??= defaults.centered;
        options.maximize ??= defaults.maximize;
        AddGroup(param_group, parameter => new State(parameter));
    }

    public override Tensor step(Func<Tensor> closure = null) => _step<ParamGroup>(Update, closure);

    private void Update(ParamGroup group)
    {
        var options = group.Options;
        double lr = options.LearningRate.Value;
        foreach (var (parameter, gradient, state) in WithGradients<State>(group))
        {
            var direction = options.maximize.Value ? gradient.neg() : gradient;
            if (options.weight_decay != 0)
                direction = direction.add(parameter, options.weight_decay.Value);
            var deviation = state.Deviation(direction, options);
            if (options.momentum > 0)
                parameter.add_(state.momentum_buffer.mul_(options.momentum.Value).addcdiv_(direction, deviation, 1), -lr);
            else
                parameter.addcdiv_(direction, deviation, -lr);
        }
    }

    /// <summary>The settings of a group.</summary>
    public class Options : OptimizerOptions
    {
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public double? momentum;
        public bool? centered;
        public bool? maximize;
    }

    /// <summary>Parameters with settings of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 0.001, double eps = 1E-08, double alpha = 0.99, double weight_decay = 0,
            double momentum = 0, bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered,
            })
        {
        }

        public double Momentum
        {
            get => Options.momentum ?? 0;
            set => Options.momentum = value;
        }
    }

    /// <summary>What is remembered of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor square_avg;

        /// <summary>null without momentum.</summary>
        public Tensor momentum_buffer;

        /// <summary>null if not centered.</summary>
        public Tensor grad_avg;

        public State(Parameter parameter) : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            var settings = (Options)options;
            step = 0;
            square_avg = Filled(0);
            momentum_buffer = settings.momentum > 0 ? Filled(0) : null;
            grad_avg = settings.centered == true ? Filled(0) : null;
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(other.square_avg, ref square_avg);
            Copy(other.momentum_buffer, ref momentum_buffer);
            Copy(other.grad_avg, ref grad_avg);
        }

        public void Dispose()
        {
            square_avg?.Dispose();
            momentum_buffer?.Dispose();
            grad_avg?.Dispose();
        }

        /// <summary>Takes the gradient into the means; the root of its mean square, or of its variance if centered.</summary>
        internal Tensor Deviation(Tensor gradient, Options options)
        {
            var alpha = options.alpha.Value;
            step++;
            square_avg.mul_(alpha).addcmul_(gradient, gradient, 1 - alpha);
            var variance = square_avg;
            if (options.centered.Value)
            {
                grad_avg.mul_(alpha).add_(gradient, 1 - alpha);
                variance = square_avg.addcmul(grad_avg, grad_avg, -1);
            }
            return variance.sqrt().add_(options.eps.Value);
        }
    }
}
