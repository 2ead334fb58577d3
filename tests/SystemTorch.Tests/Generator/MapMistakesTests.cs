using SystemTorch.Generator;

namespace SystemTorch.Tests.Generator;

/// <summary>A line of the map that does not do what it says is reported, not passed over.</summary>
public sealed class MapMistakesTests
{
    private static readonly string[] Signatures =
    [
        "torch.Tensor.norm(float p = 2) : torch.Tensor",
        "torch.Tensor.clamp(Scalar min = null, Scalar max = null) : torch.Tensor",
        "torch.sum(torch.Tensor input, torch.ScalarType? type = null) : static torch.Tensor",
    ];

    private static readonly string[] Schemas =
    [
        "aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor",
        "aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor",
        "aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor",
    ];

    [TestCase("[torch]|summ", "no member that a line of the map fits: [torch] summ")]
    [TestCase("[torch]|sum = product", "no member that a line of the map fits: [torch] sum = product")]
    [TestCase("[torch]|sum(Tensor,int) = sum", "no member that a line of the map fits: [torch] sum(Tensor,int) = sum")]
    [TestCase("[torch.Tensor]|clamp = clamp(this, min)", "forgets the parameter 'max'")]
    [TestCase("[hand-written]|sum.dim", "no operator of that name: [hand-written] sum.dim")]
    public void Mistakes_are_reported(string map, string problem)
    {
        var generation = Generate(map);
        Assert.That(generation.Problems, Has.One.Contains(problem));
    }

    [Test]
    public void A_line_that_is_not_of_the_map_s_form_is_refused()
        => Assert.That(() => Generate("[torch]|sum == sum"), Throws.TypeOf<FormatException>().With.Message.Contains("sum == sum"));

    [Test]
    public void One_line_makes_a_wrapper()
    {
        var generation = Generate("[torch]|sum");
        Assert.That(generation.Problems, Is.Empty);
        Assert.That(
            generation.Files["torch.g.cs"],
            Contains.Substring(
                "public static Tensor sum(Tensor input, ScalarType? type = null) => Operators.sum.Call(Required(input), type);"));
        Assert.That(generation.Files["Operators.g.cs"], Contains.Substring("internal static readonly Operator sum = new(\"sum\");"));
    }

    [Test]
    public void A_line_can_leave_a_member_out()
    {
        var generation = Generate("[torch.Tensor]|norm => -");
        Assert.That(generation.Problems, Is.Empty);
        Assert.That(generation.Files.Values, Has.None.Contains("norm"));
    }

    private static Generation Generate(string map)
    {
        var (signatures, schemas) = (SignatureReader.Read(Signatures), SchemaReader.Read(Schemas));
        return new SystemTorch.Generator.Generator(signatures, schemas, MapReader.Read(map.Split('|'))).Run();
    }
}
