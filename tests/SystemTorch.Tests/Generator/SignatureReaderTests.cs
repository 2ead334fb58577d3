using SystemTorch.Generator;

namespace SystemTorch.Tests.Generator;

public sealed class SignatureReaderTests
{
    [Test]
    public void A_signature_with_everything()
    {
        var text = "torch.nn.functional.pool(torch.Tensor input, (long, long)? stride = null, params torch.TensorIndex[] rest)"
            + " : static (torch.Tensor, torch.Tensor)  /* tuple names: output, indices */  [Obsolete]";
        var signature = SignatureReader.Read([text]).Single();
        Assert.Multiple(() =>
        {
            Assert.That(signature.Class, Is.EqualTo("torch.nn.functional"));
            Assert.That(signature.Name, Is.EqualTo("pool"));
            Assert.That(signature.Static, Is.True);
            Assert.That(signature.Obsolete, Is.True);
            Assert.That(signature.ReturnedTypes, Is.EqualTo(new[] { "Tensor", "Tensor" }));
            Assert.That(signature.TupleNames, Is.EqualTo(new[] { "output", "indices" }));
            Assert.That(signature.Parameters.Select(p => p.Type), Is.EqualTo(new[] { "Tensor", "(long, long)?", "TensorIndex[]" }));
            Assert.That(signature.Parameters.Select(p => p.Default), Is.EqualTo(new[] { null, "null", null }));
            Assert.That(signature.Parameters[2].Modifier, Is.EqualTo("params"));
        });
    }

    [Test]
    public void Names_that_are_keywords_are_escaped()
    {
        var signature = SignatureReader.Read(["torch.f(torch.Tensor out, long other) : static torch.Tensor"]).Single();
        Assert.That(signature.Parameters.Select(p => p.Identifier), Is.EqualTo(new[] { "@out", "other" }));
    }

    [Test]
    public void Something_else_is_refused()
        => Assert.That(() => SignatureReader.Read(["torch.Tensor"]), Throws.TypeOf<FormatException>());
}
