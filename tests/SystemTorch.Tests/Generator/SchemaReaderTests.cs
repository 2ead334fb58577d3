using SystemTorch.Generator;

namespace SystemTorch.Tests.Generator;

public sealed class SchemaReaderTests
{
    [Test]
    public void An_operator_with_aliases_and_lists()
    {
        var schema = Read(
            "aten::max_pool.x(Tensor(a!) self, int[2] size, float[]? scale=[1., 2.], *, str mode=\"a, b\")"
            + " -> (Tensor(a!) values, Tensor indices)");
        Assert.Multiple(() =>
        {
            Assert.That((schema.Name, schema.Overload, schema.Field), Is.EqualTo(("max_pool", "x", "max_pool_x")));
            Assert.That(schema.Arguments.Select(a => a.Name), Is.EqualTo(new[] { "self", "size", "scale", "mode" }));
            Assert.That(schema.Arguments.Select(a => a.Kind), Is.EqualTo(new[] { "Tensor", "int[]", "float[]", "str" }));
            Assert.That(schema.Arguments[1].FixedLength, Is.EqualTo(2));
            Assert.That(schema.Arguments[2].Optional, Is.True);
            Assert.That(schema.Arguments.Select(a => a.Default), Is.EqualTo(new[] { null, null, "[1., 2.]", "\"a, b\"" }));
            Assert.That(schema.Returns, Is.EqualTo("(Tensor, Tensor)"));
            Assert.That(schema.InPlace, Is.True);
        });
    }

    [TestCase("aten::add.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)", true)]
    [TestCase("aten::sum.names_dim(Tensor self, Dimname[1] dim) -> Tensor", true)]
    [TestCase("aten::add.Tensor(Tensor self, Tensor other) -> Tensor", false)]
    public void Operators_that_write_into_a_given_tensor_are_set_aside(string line, bool isUnusual)
        => Assert.That(Read(line).Unusual, Is.EqualTo(isUnusual));

    [Test]
    public void What_is_no_operator_of_ATen_is_passed_over()
        => Assert.That(SchemaReader.Read(["prim::Print(...) -> ()", "", "# aten"]), Is.Empty);

    private static Schema Read(string line) => SchemaReader.Read([line]).Single().Single();
}
