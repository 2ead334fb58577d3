[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace Parity.Tests;

/// <summary>One intra-op thread: sums over several threads may differ in the last digits.</summary>
[SetUpFixture]
public sealed class Setup
{
    [OneTimeSetUp]
    public void Prepare() => set_num_threads(1);
}
