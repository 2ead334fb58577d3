namespace TestSupport;

/// <summary>
/// Numbers from -0.5 to 0.5 that every language computes alike, for weights and inputs that no golden file need keep; the
/// twin of <c>pattern</c> in scripts/golden/recording.py.
/// </summary>
public static class TestPattern
{
    /// <param name="shape">Shape of the tensor.</param>
    /// <param name="salt">Tells tensors of one shape apart.</param>
    public static torch.Tensor Tensor(IEnumerable<long> shape, int salt)
    {
        long[] sizes = [.. shape];
        var values = new float[sizes.Aggregate(1L, (a, b) => a * b)];
        for (long k = 0; k < values.Length; k++)
        {
            values[k] = (float)((31 * k * k + 7919 * k + 104729L * salt) % 2003 / 2003.0 - 0.5);
        }

        return torch.tensor(values, sizes);
    }

    /// <summary>Gives the parameters of a model the pattern, with salts 1, 2, ... in their order, and running statistics 101, 102, ...</summary>
    public static void Fill(torch.nn.Module model)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        foreach (var (i, parameter) in model.parameters().Index())
        {
            parameter.copy_(Tensor(parameter.shape, i + 1));
        }

        foreach (var (i, (name, buffer)) in model.named_buffers().Where(b => b.name.Contains("running_")).Index())
        {
            buffer.copy_(Tensor(buffer.shape, i + 101) + (name.EndsWith("running_var", StringComparison.Ordinal) ? 1 : 0));
        }
    }
}
