using FsCheck.Fluent;
using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>What every method that turns a Gramian into weights must keep, and what it declares about itself.</summary>
public abstract class GramianContract
{
    /// <summary>Largest difference of two directions that should be the same, in units of their terms.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Makes the method, with nothing left to chance.</summary>
    protected abstract IGramianWeighting Make(int tasks);

    /// <summary>Fewest tasks that the method can do with.</summary>
    protected virtual int FewestTasks => 1;

    /// <summary>Whether no task's gradient points against the direction.</summary>
    protected virtual bool HarmsNoTask => false;

    /// <summary>Whether the order of the tasks is without effect.</summary>
    protected virtual bool IsEquivariant => true;

    /// <summary>The d of: all gradients c times as long make the direction c^d times as long. Null if there is none.</summary>
    protected virtual double? Degree => 1;

    /// <summary>Whether the direction stays when one task's gradient is scaled.</summary>
    protected virtual bool IgnoresTheScaleOfATask => false;

    internal static IEnumerable<TestCaseData> Degenerate => Jacobian.Degenerate();

    [TestCaseSource(nameof(Degenerate))]
    public void DegenerateGradientsHaveFiniteWeights(object gradients)
    {
        var jacobian = (Jacobian)gradients;
        if (jacobian.Tasks < FewestTasks)
        {
            Assert.That(() => Make(jacobian.Tasks), Throws.TypeOf<InvalidOptionException>());
            return;
        }

        Check(jacobian);
    }

    [Test]
    public void AnyGradientsHaveFiniteWeights() => Properties.Hold(Jacobian.Awkward(FewestTasks), Check, count: 300);

    [Test]
    public void ProductsRoundedToSinglePrecisionHaveFiniteWeights() => Properties.Hold(Jacobian.Awkward(FewestTasks), jacobian =>
    {
        // Rounded, the products are no longer those of any vectors: eigenvalues can be negative.
        var products = jacobian.Gramian().ToArray();
        var rounded = new double[jacobian.Tasks, jacobian.Tasks];
        for (var i = 0; i < jacobian.Tasks; i++)
        {
            for (var j = 0; j < jacobian.Tasks; j++)
            {
                rounded[i, j] = (float)products[i, j];
            }
        }

        var weights = Make(jacobian.Tasks).Weights(new Gramian(rounded, float.BitIncrement(1) - 1), jacobian.Losses);
        Assert.That(weights, Is.All.Matches<double>(double.IsFinite));
    }, count: 300);

    [Test]
    public void TheOrderOfTheTasksIsWithoutEffect()
    {
        var cases = Jacobian.Typical(FewestTasks).SelectMany(j => Gen.Shuffle(Enumerable.Range(0, j.Tasks).ToArray()).Select(order => (j, order)));
        if (IsEquivariant)
        {
            Properties.Hold(cases, c => Same(c.j, Direction(c.j), Direction(c.j.Permuted(c.order))));
        }
    }

    [Test]
    public void TheDirectionGrowsWithTheGradientsAsDeclared()
    {
        var cases = Jacobian.Typical(FewestTasks).SelectMany(j => Gen.Elements(1e-8, 1e-3, 7, 1e6).Select(factor => (j, factor)));
        if (Degree is { } degree)
        {
            Properties.Hold(cases, c => Same(c.j, Times(Math.Pow(c.factor, degree), Direction(c.j)), Direction(c.j.Scaled(c.factor)), Math.Pow(c.factor, degree)));
        }
    }

    [Test]
    public void TheScaleOfOneTaskIsWithoutEffectWhereDeclared()
    {
        var cases = Jacobian.Typical(FewestTasks).SelectMany(j => Gen.Elements(1e-8, 1e-3, 7, 1e6).Select(factor => (j, factor)));
        if (IgnoresTheScaleOfATask)
        {
            Properties.Hold(cases, c => Same(c.j, Direction(c.j), Direction(c.j.WithScaled(c.j.Tasks / 2, c.factor))));
        }
    }

    [Test]
    public void ItRemembersWhatItSavesAndNothingElse() => Properties.Hold(Jacobian.Typical(FewestTasks), jacobian =>
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (Make(jacobian.Tasks), Make(jacobian.Tasks));
        foreach (var factor in new[] { 1, 0.5, 3 })
        {
            first.Weights(jacobian.WithScaled(0, factor).Gramian(), jacobian.Losses);
        }

        (second as IStateful)?.Load(((IStateful)first).Save());

        Assert.That(second.Weights(jacobian.Gramian(), jacobian.Losses), Is.EqualTo(first.Weights(jacobian.Gramian(), jacobian.Losses)));
    });

    [Test]
    public void NumbersThatAreNoneEndInNoLoop()
    {
        var tasks = Math.Max(3, FewestTasks);
        var broken = new double[tasks, tasks];
        broken[1, 1] = double.NaN;

        Assert.That(Make(tasks).Weights(new Gramian(broken, 1e-7), new double[tasks]), Has.Length.EqualTo(tasks));
    }

    private void Check(Jacobian jacobian)
    {
        var gramian = jacobian.Gramian();
        var weights = Make(jacobian.Tasks).Weights(gramian, jacobian.Losses);

        Assert.That(weights, Has.Length.EqualTo(jacobian.Tasks));
        Assert.That(weights, Is.All.Matches<double>(double.IsFinite));
        if (HarmsNoTask)
        {
            var size = jacobian.Size(weights);
            for (var i = 0; i < jacobian.Tasks; i++)
            {
                var gain = Enumerable.Range(0, jacobian.Tasks).Sum(j => weights[j] * gramian[i, j]);
                Assert.That(gain, Is.GreaterThanOrEqualTo(-Tolerance * gramian.Norm(i) * size), $"task {i} of {jacobian}");
            }
        }
    }

    private double[] Direction(Jacobian jacobian) => jacobian.Direction(Make(jacobian.Tasks).Weights(jacobian.Gramian(), jacobian.Losses));

    private void Same(Jacobian jacobian, double[] expected, double[] actual, double factor = 1)
    {
        var size = factor * jacobian.Size(Make(jacobian.Tasks).Weights(jacobian.Gramian(), jacobian.Losses));
        Assert.That(actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max(), Is.LessThanOrEqualTo(Tolerance * size), jacobian.ToString());
    }

    private static double[] Times(double factor, double[] vector) => [.. vector.Select(x => factor * x)];
}
