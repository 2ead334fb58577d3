using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Weights as pictures.</summary>
internal static class FilterInspection
{
    /// <summary>Filters of an ordinary layer that are shown.</summary>
    public const int MostFilters = 64;

    /// <summary>Units of a sparse code that are shown.</summary>
    public const int MostUnits = 200;

    /// <summary>Weights of a unit above this are shown as if they were this, in units of the root of the mean square: a single strong pixel would make the rest pale.</summary>
    private const double Contrast = 4;

    /// <summary>
    /// The weights that see the pixels: the first convolution of as many channels as the input has, else the first dense
    /// layer of as many inputs as the image has pixels. Not those of sparse codes, which <see cref="Units"/> shows.
    /// </summary>
    public static FilterPictures? FirstLayer(MultiTaskModel model, long[] shape)
    {
        if (shape.Length != 3 || shape[0] is not (1 or 3))
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var codes = model.named_modules().Where(m => m.module is CodeEncoder or CodeDecoder).Select(m => m.name + ".").ToList();
        foreach (var (name, weight) in model.named_parameters().Where(p => !codes.Exists(code => p.name.StartsWith(code, StringComparison.Ordinal))))
        {
            var isConvolution = weight.dim() == 4 && weight.size(1) == shape[0];
            var isDense = weight.dim() == 2 && weight.size(1) == shape[0] * shape[1] * shape[2];
            var filters = isConvolution ? weight : isDense ? weight.view(-1, shape[0], shape[1], shape[2]) : null;
            if (filters is not null && Picture.CanShow([.. filters.shape.Skip(1)]))
            {
                return Show(name, filters, filters.abs().max().to(torch.float64).item<double>(), MostFilters);
            }
        }

        return null;
    }

    /// <summary>
    /// What the units of sparse codes answer to, each divided by its length: of all inputs of length 1 it is the one that excites the unit most (UFLDL notes,
    /// "Visualizing a Trained Autoencoder").
    /// </summary>
    public static IReadOnlyList<FilterPictures> Units(MultiTaskModel model)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var found = new List<FilterPictures>();
        foreach (var (prefix, module) in model.named_modules())
        {
            foreach (var (parameter, directions) in (module as IShowsUnits)?.Units() ?? [])
            {
                if (Picture.CanShow([.. directions.shape.Skip(1)]))
                {
                    var lengths = directions.flatten(1).norm(dim: 1).clamp_min(1e-12).view(-1, 1, 1, 1);
                    found.Add(Show($"{prefix}.{parameter}", directions / lengths, Contrast / Math.Sqrt(directions[0].numel()), MostUnits));
                }
            }
        }

        return found;
    }

    private static FilterPictures Show(string name, torch.Tensor filters, double scale, int most)
    {
        var shown = Enumerable.Range(0, (int)Math.Min(most, filters.size(0)));
        return new FilterPictures(name, filters.size(0), scale, [.. shown.Select(i => Picture.Of(filters[i], -scale, scale))]);
    }
}
