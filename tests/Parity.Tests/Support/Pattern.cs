namespace Parity.Tests.Support;

/// <summary>Numbers from -0.5 to 0.5 that every language computes alike, so that weights and inputs need not be stored.</summary>
public static class Pattern
{
    /// <summary>The twin of <c>pattern</c> in scripts/golden/torch/recording.py.</summary>
    public static Tensor Of(int salt, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        var values = new double[count];
        for (long k = 0; k < count; k++)
            values[k] = (((31 * k * k) + (7919 * k) + (104729L * salt)) % 2003 / 2003.0) - 0.5;
        using var doubles = tensor(values, shape);
        return doubles.to(float32);
    }

    /// <summary>Parameters in their order with salts 1, 2, ...; running statistics as after some training.</summary>
    public static void Fill(nn.Module module)
    {
        using var guard = no_grad();
        int salt = 0;
        foreach (var parameter in module.parameters())
            parameter.copy_(Of(++salt, parameter.shape));
        salt = 100;
        foreach (var (name, buffer) in module.named_buffers().Where(entry => entry.buffer.dim() > 0))
            buffer.copy_(Of(++salt, buffer.shape) + (name.EndsWith("var", StringComparison.Ordinal) ? 1 : 0));
    }
}
