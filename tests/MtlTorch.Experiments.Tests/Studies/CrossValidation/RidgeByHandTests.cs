using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies.CrossValidation;
using MtlTorch.Tensors;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>A cross-validation against one that is written out by hand, in double precision: a linear model on fixed features, gradient descent on all rows at once.</summary>
public sealed class RidgeByHandTests : FolderTests
{
    private const int Folds = 4;
    private const int Features = 6;
    private const int Epochs = 40;
    private const double Rate = 0.02;
    private const double Momentum = 0.9;

    private const string Linear = """
        {
          "name": "linear",
          "data": { "kind": "shapes", "train": 30, "validation": 11, "test": 20, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [6], "linearEnd": true } },
          "tasks": { "size": { "kind": "regression" } },
          "optimizer": { "kind": "sgd", "lr": 0.02, "momentum": 0.9 },
          "trainer": { "epochs": 40, "batchSize": 41, "select": "size.rmse", "frozen": ["shared"] }
        }
        """;

    private static readonly ShapesOptions Shapes = new() { Train = 30, Validation = 11, Test = 20, ImageSize = 16 };
    private static readonly double[] Decays = [0, 0.1, 0.5];

    private double[,] weights = null!;
    private double[] bias = null!;
    private double[] first = null!;

    [Test]
    public void ScoresChoicesAndRefitAgree()
    {
        using var cv = new RunCrossValidation(Folder.Path, Linear);
        var (_, result) = cv.Run("cv", new CrossValidationRequest { Folds = Folds, Grid = [GridAxis.Parse("optimizer.weightDecay=0,0.1,0.5")] }, data => data);
        Begin(result!.Plan.Points[0].Config.Seed);
        var byHand = Decays.Select(ByHand).ToList();

        Assert.Multiple(() =>
        {
            foreach (var (point, (epoch, scores)) in result.Points.Zip(byHand))
            {
                Assert.That(point.Epoch, Is.EqualTo(epoch), point.Point.Name);
                Assert.That(point.Scores.Values, Is.EqualTo(scores).Within(1e-4), point.Point.Name);
                var deviation = Math.Sqrt(scores.Sum(s => (s - scores.Average()) * (s - scores.Average())) / (Folds - 1));
                Assert.That(point.Error, Is.EqualTo(deviation / Math.Sqrt(Folds)).Within(1e-4), point.Point.Name);
            }

            var best = Enumerable.Range(0, 3).MaxBy(i => byHand[i].Scores.Average());
            Assert.That(result.Choice.Chosen!.Point.Number, Is.EqualTo(best + 1));
            Assert.That(result.Refit!.Test!["size", "rmse"], Is.EqualTo(RefitByHand(Decays[best], byHand[best].Epoch)).Within(1e-4));
        });
    }

    /// <summary>The features and the first weights of the head, as every run begins with them.</summary>
    private void Begin(long seed)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(seed);
        var plan = ExperimentPlan.Compose(Folder.Write("linear.json", Linear)).Settled();
        using var train = plan.Data.Load(SplitName.Train);
        using var model = plan.BuildModel(train, randomness);
        var parameters = model.named_parameters().OrderBy(p => p.name, StringComparer.Ordinal).Select(p => (p.name, p.parameter.shape, Values: p.parameter.to(torch.float64).data<double>().ToArray())).ToList();
        var (trunk, head) = (parameters.Where(p => p.name.StartsWith("shared", StringComparison.Ordinal)).ToList(), parameters.Where(p => !p.name.StartsWith("shared", StringComparison.Ordinal)).ToList());
        var matrix = trunk.Single(p => p.shape.Length == 2);
        weights = new double[Features, matrix.shape[1]];
        Buffer.BlockCopy(matrix.Values, 0, weights, 0, matrix.Values.Length * sizeof(double));
        bias = trunk.Single(p => p.shape.Length == 1).Values;
        first = [.. head.Single(p => p.shape.Length == 2).Values, head.Single(p => p.shape.Length == 1).Values[0]];
    }

    private (int Epoch, double[] Scores) ByHand(double decay)
    {
        var folds = Enumerable.Range(1, Folds).Select(fold =>
        {
            var data = (Shapes with { Fold = new FoldOptions { Count = Folds, Index = fold } }).Open();
            return Train(Rows(data, SplitName.Train), Rows(data, SplitName.Validation), decay, Epochs);
        }).ToList();
        var epoch = Enumerable.Range(0, Epochs).MaxBy(e => folds.Average(f => -f[e]));
        return (epoch + 1, [.. folds.Select(f => -f[epoch])]);
    }

    private double RefitByHand(double decay, int epochs)
    {
        var data = (Shapes with { Fold = new FoldOptions { Count = Folds, Index = 0 } }).Open();
        return Train(Rows(data, SplitName.Train), Rows(data, SplitName.Test), decay, epochs)[^1];
    }

    /// <summary>The root mean squared error on the held-out rows after each epoch.</summary>
    private List<double> Train((double[][] X, double[] Y) train, (double[][] X, double[] Y) held, double decay, int epochs)
    {
        var mean = train.Y.Average();
        var deviation = Math.Sqrt(train.Y.Average(y => (y - mean) * (y - mean)));
        var w = first.ToArray();
        var velocity = new double[w.Length];
        var errors = new List<double>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var gradient = w.Select(v => decay * v).ToArray();
            foreach (var (x, y) in train.X.Zip(train.Y))
            {
                var error = Dot(w, x) - (y - mean) / deviation;
                for (var i = 0; i < w.Length; i++)
                {
                    gradient[i] += 2 * error * x[i] / train.Y.Length;
                }
            }

            for (var i = 0; i < w.Length; i++)
            {
                velocity[i] = epoch == 0 ? gradient[i] : Momentum * velocity[i] + gradient[i];
                w[i] -= Rate * velocity[i];
            }

            errors.Add(Math.Sqrt(held.X.Zip(held.Y, (x, y) => Dot(w, x) * deviation + mean - y).Average(e => e * e)));
        }

        return errors;
    }

    /// <summary>Features with a one for the bias, and sizes.</summary>
    private (double[][] X, double[] Y) Rows(IDataSet data, SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        using var split = data.Load(name);
        var rows = (int)split.Rows;
        var pixels = split.Inputs.to(torch.float64).reshape(rows, -1).contiguous().data<double>().ToArray();
        var width = pixels.Length / rows;
        var x = Enumerable.Range(0, rows).Select(r => (double[])[.. Enumerable.Range(0, Features).Select(f => bias[f] + Enumerable.Range(0, width).Sum(p => weights[f, p] * pixels[r * width + p])), 1]).ToArray();
        return (x, [.. split.Targets["size"].to(torch.float64).reshape(rows).data<double>().ToArray()]);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
