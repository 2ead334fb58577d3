[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace Gpu.Tests;

/// <summary>One intra-op thread, as in the other tests; no rounding to TF32, which would hide a wrong result.</summary>
[SetUpFixture]
public sealed class Setup
{
    [OneTimeSetUp]
    public void Prepare()
    {
        set_num_threads(1);
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
    }
}
