using MtlTorch.Data;
using MtlTorch.Experiments.Reports;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Running;

/// <summary>Copies what reports want to see out of a model and its validation rows.</summary>
/// <param name="model">The model, on any device.</param>
/// <param name="validation">The validation rows; null for none.</param>
internal sealed class ModelArrays(MultiTaskModel model, Split? validation) : IModelArrays
{
    private const long MostInputs = 16;

    public IEnumerable<NamedArray> Parameters() =>
        model.named_parameters().Where(p => p.parameter.requires_grad).Select(p => new NamedArray(p.name, Copy(p.parameter)));

    public IEnumerable<NamedArray> Gradients() =>
        model.Groups.Select(group => new NamedArray(group.Name, GradientOf(group.Module))).Where(array => array.Values.Length > 0);

    public ImageArray? Filters() =>
        model.parameters().FirstOrDefault(p => p.shape.Length == 4) is { } filters ? Stack(filters) : null;

    public ImageArray? Inputs()
    {
        using var scope = torch.NewDisposeScope();
        return validation is { Inputs.shape.Length: 4 } ? Stack(validation.Inputs.narrow(0, 0, Math.Min(MostInputs, validation.Rows))) : null;
    }

    private static ImageArray Stack(torch.Tensor images)
    {
        var shape = images.shape;
        return new ImageArray(Copy(images), (int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
    }

    private static float[] GradientOf(torch.nn.Module group)
    {
        using var scope = torch.NewDisposeScope();
        var gradients = group.parameters().Where(p => p.requires_grad).Select(p => p.grad).OfType<torch.Tensor>().Select(g => g.flatten()).ToList();
        return gradients.Count == 0 ? [] : Copy(torch.cat(gradients));
    }

    private static float[] Copy(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.float32).cpu().contiguous().data<float>().ToArray();
    }
}
