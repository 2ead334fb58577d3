namespace SystemTorch.Tests.Autograd;

/// <summary>x squared, with the input kept.</summary>
internal sealed class Square : autograd.SingleTensorFunction<Square>
{
    public override string Name => nameof(Square);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        ctx.save_for_backward([x]);
        return x * x;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => [grad_output * ctx.get_saved_variables()[0] * 2];
}

/// <summary>e to the x, with the output kept.</summary>
internal sealed class Exponential : autograd.SingleTensorFunction<Exponential>
{
    public override string Name => nameof(Exponential);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var y = ((Tensor)vars[0]).exp();
        ctx.save_for_backward([y]);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => [grad_output * ctx.get_saved_variables()[0]];
}

/// <summary>x squared and k x, with the number k kept as data.</summary>
internal sealed class SquareAndMultiple : autograd.MultiTensorFunction<SquareAndMultiple>
{
    public override string Name => nameof(SquareAndMultiple);

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        ctx.save_for_backward([x]);
        ctx.save_data("k", vars[1]);
        return [x * x, x * (double)vars[1]];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var x = ctx.get_saved_variables()[0];
        return [(grad_outputs[0] * 2 * x) + (grad_outputs[1] * (double)ctx.get_data("k")), null!];
    }
}

/// <summary>Copies of x, whose gradients are noted as they come, null where there is none.</summary>
internal sealed class Noting : autograd.MultiTensorFunction<Noting>
{
    public static List<bool> GradientsAreThere { get; } = [];

    public override string Name => nameof(Noting);

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        ctx.set_materialize_grads((bool)vars[1]);
        var constant = x.sign();
        ctx.mark_non_differentiable([constant]);
        return [x.clone(), x.clone(), constant];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        GradientsAreThere.Clear();
        GradientsAreThere.AddRange(grad_outputs.Select(gradient => gradient is not null));
        return [grad_outputs[0] ?? grad_outputs[1], null!];
    }
}

/// <summary>Doubles its argument in place.</summary>
internal sealed class DoubleInPlace : autograd.SingleTensorFunction<DoubleInPlace>
{
    public override string Name => nameof(DoubleInPlace);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        x.mul_(2);
        ctx.mark_dirty([x]);
        return x;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
}

/// <summary>Fails where it is told to.</summary>
internal sealed class Failing : autograd.SingleTensorFunction<Failing>
{
    public override string Name => nameof(Failing);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        => (string)vars[1] == "forward" ? throw new FormatException("from forward") : ((Tensor)vars[0]) * 2;

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new FormatException("from backward");
}

/// <summary>Its backward calls an operator that LibTorch refuses.</summary>
internal sealed class Misshaping : autograd.SingleTensorFunction<Misshaping>
{
    public override string Name => nameof(Misshaping);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]) * 2;

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output.view(7)];
}

/// <summary>Its backward gives fewer gradients than it has arguments.</summary>
internal sealed class Forgetful : autograd.SingleTensorFunction<Forgetful>
{
    public override string Name => nameof(Forgetful);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]) * ((Tensor)vars[1]);

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [];
}
