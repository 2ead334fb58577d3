namespace TorchSharp.Modules;

/// <summary>What the optimizers written in C# have in common: parameter groups, state, the frame of a step.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    protected OptimizerOptions _defaults;

    // By native handle, as in TorchSharp: converting a module afterwards gives its parameters new handles.
    private readonly Dictionary<nint, OptimizerState> states = [];

    public OptimizerHelper()
    {
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            var positions = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                positions.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter.Handle]);
            }
            dictionary.Options.Add(group.Options);
            dictionary.StateIndexRef.Add(positions);
        }
        return dictionary;
    }

    /// <summary>Copies learning rates and state.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (state_dict.Options.Count != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (state_dict.State.Count != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
        foreach (var (options, source) in own.Options.Zip(state_dict.Options))
        {
            options.LearningRate = source.LearningRate;
            options.InitialLearningRate = source.InitialLearningRate;
        }
        foreach (var (state, source) in own.State.Zip(state_dict.State))
        {
            if (!ReferenceEquals(state, source))
                state.LoadStateDict(source);
        }
    }

    private protected override void DisposeState()
    {
        foreach (var state in states.Values.OfType<IDisposable>())
            state.Dispose();
        states.Clear();
    }

    /// <summary>Runs the closure, then the body for each group, without recording and in a scope of its own.</summary>
    protected Tensor _step<T>(Action<T> body, Func<Tensor> loss_closure = null) where T : ParamGroup
    {
        Tensor loss = null;
        if (loss_closure is not null)
        {
            using var grad = enable_grad();
            loss = loss_closure();
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups)
            body((T)group);
        return loss;
    }

    /// <summary>The parameters of a group that have a gradient, with it and their state.</summary>
    private protected IEnumerable<(Parameter Parameter, Tensor Gradient, TState State)> WithGradients<TState>(ParamGroup group)
        where TState : OptimizerState
    {
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is { } gradient)
                yield return (parameter, gradient, (TState)states[parameter.Handle]);
        }
    }

    /// <summary>Adds a group whose settings are complete but for the learning rate.</summary>
    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> newState)
    {
        var options = group.Options;
        options.LearningRate ??= _defaults.LearningRate;
        options.InitialLearningRate = options.LearningRate.Value;
        group.Parameters = group.Parameters.ToList();
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            state.Initialize(options);
            states[parameter.Handle] = state;
        }
    }

    private protected static void RequireNotNegative(double value, string name)
    {
        if (value < 0)
            throw new ArgumentException($"Invalid {name}: {value}");
    }
}
