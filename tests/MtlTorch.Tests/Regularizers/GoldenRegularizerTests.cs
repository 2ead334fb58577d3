using System.Text.Json;
using MtlTorch.Regularizers;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Regularizers;

/// <summary>The same coefficients as scikit-learn's Ridge, Lasso, ElasticNet, MultiTaskLasso and MultiTaskElasticNet, zeros included (scripts/golden/regularizers.py).</summary>
public sealed class GoldenRegularizerTests
{
    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "regularizers" })]
    public void LinearModelsAreScikitLearns(JsonElement row) => AssertFit(row, momentum: 0.9);

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "regularizers" })]
    public void MomentumChangesNothingOfTheMinimum(JsonElement row) => AssertFit(row, momentum: 0);

    [Test]
    public void RidgeIsTheSolutionOfItsNormalEquations()
    {
        using var scope = torch.NewDisposeScope();
        var row = Golden.Read("regularizers").GetProperty("cases")[1];
        var (rows, targets) = (row.Tensor("rows", torch.float64), row.Tensor("targets", torch.float64));
        var n = rows.size(0);
        var centered = rows - rows.mean([0]);
        var expected = torch.linalg.solve(
            centered.t().mm(centered) / n + 0.02 * torch.eye(rows.size(1), dtype: torch.float64),
            centered.t().mm(targets - targets.mean([0])) / n).t();

        using var model = Model(rows, targets, 0.9, new L2PenaltyOptions { Lambda = 0.02 }).Converged(100_000);

        TensorAssert.Close(model.Weights, expected, 1e-9);
    }

    [Test]
    public void PerRowsIsTheSumOfEachTasksLossAndPenaltyOverItsRows()
    {
        // min Σ_t 1/(2m) |X w_t - y_t|² + λ/(2m) |w_t|²: (XᵀX + λ) w_t = Xᵀ y_t, for centered rows.
        using var scope = torch.NewDisposeScope();
        var row = Golden.Read("regularizers").GetProperty("cases")[1];
        var (rows, targets) = (row.Tensor("rows", torch.float64), row.Tensor("targets", torch.float64));
        var centered = rows - rows.mean([0]);
        torch.Tensor Ridge(int task, double lambda) => torch.linalg.solve(
            centered.t().mm(centered) + lambda * torch.eye(rows.size(1), dtype: torch.float64),
            centered.t().mm((targets - targets.mean([0])).narrow(1, task, 1)));

        using var model = Model(
            rows,
            targets,
            0.9,
            new L2PenaltyOptions { Lambda = 3, PerRows = true, On = ["task:task0"] },
            new L2PenaltyOptions { Lambda = 0.5, PerRows = true, On = ["task:task1"] }).Converged(100_000);

        TensorAssert.Close(model.Weights.narrow(0, 0, 1), Ridge(0, 3).t(), 1e-8);
        TensorAssert.Close(model.Weights.narrow(0, 1, 1), Ridge(1, 0.5).t(), 1e-8);
        Assert.That(model.Penalties["l2:task:task0"], Is.EqualTo(Ridge(0, 3).square().sum().item<double>() * 3 / 2 / rows.size(0)).Within(1e-8));
    }

    [Test]
    public void ASubgradientComesNearButLeavesNoZeros()
    {
        using var scope = torch.NewDisposeScope();
        var row = Golden.Read("regularizers").GetProperty("cases")[2];
        var (rows, targets) = (row.Tensor("rows", torch.float64), row.Tensor("targets", torch.float64));
        using var model = new LinearModel(rows, targets, new SgdOptions { Lr = 1e-3 }, new L1PenaltyOptions { Lambda = row.Number("lambda"), Step = PenaltyStep.Gradient });
        for (var i = 0; i < 20_000; i++)
        {
            model.Step();
        }

        TensorAssert.Close(model.Weights, row.Tensor("weights", torch.float64), 5e-3);
        Assert.That(TensorAssert.Doubles(model.Weights), Has.None.EqualTo(0));
    }

    private static void AssertFit(JsonElement row, double momentum)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, targets) = (row.Tensor("rows", torch.float64), row.Tensor("targets", torch.float64));
        using var model = Model(rows, targets, momentum, Penalties(row)).Converged(400_000);

        var expected = row.Tensor("weights", torch.float64);
        TensorAssert.Close(model.Weights, expected, row.Text("penalty") == "l2" ? 1e-7 : 1e-5, "weights");
        TensorAssert.Close(model.Biases, row.Tensor("biases", torch.float64), 1e-5, "biases");
        Assert.That(TensorAssert.Doubles(model.Weights).Select(w => w == 0), Is.EqualTo(TensorAssert.Doubles(expected).Select(w => w == 0)), "exact zeros");
        Assert.That(TensorAssert.Doubles(expected).Any(w => w == 0), Is.EqualTo(row.Text("penalty") != "l2"), "the record has zeros to find");
    }

    private static LinearModel Model(torch.Tensor rows, torch.Tensor targets, double momentum, params IReadOnlyList<RegularizerOptions> penalties) =>
        new(rows, targets, new SgdOptions { Lr = LinearModel.SafeRate(rows) * (momentum > 0 ? 0.3 : 1), Momentum = momentum }, penalties);

    private static IReadOnlyList<RegularizerOptions> Penalties(JsonElement row)
    {
        var lambda = row.Number("lambda");
        var ratio = row.TryGetProperty("l1Ratio", out var found) ? found.GetDouble() : 1;
        return row.Text("penalty") switch
        {
            "l2" => [new L2PenaltyOptions { Lambda = lambda }],
            "l1" => [new L1PenaltyOptions { Lambda = lambda }],
            "elastic-net" => [new ElasticNetOptions { Lambda = lambda, L1Ratio = ratio }],
            "group-lasso" => [new GroupLassoOptions { Lambda = lambda }],
            _ => [new GroupLassoOptions { Lambda = lambda * ratio }, new L2PenaltyOptions { Lambda = lambda * (1 - ratio) }],
        };
    }
}
