[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace SystemTorch.Tests;

/// <summary>One intra-op thread for all tests, and live tensors counted from the start.</summary>
[SetUpFixture]
public sealed class Setup
{
    [OneTimeSetUp]
    public void Prepare()
    {
        LiveTensors.Counting = true;
        set_num_threads(1);
    }
}
