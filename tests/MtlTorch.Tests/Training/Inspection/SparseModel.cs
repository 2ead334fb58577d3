using MtlTorch.Data;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Training.Inspection;

/// <summary>Models that make sparse codes of small images, with drawn weights.</summary>
internal static class SparseModel
{
    public static readonly DenseCodecOptions Dense = new() { Units = 10 };

    public static readonly ConvCodecOptions Conv = new() { Units = 4, Kernel = 3, Stride = 2 };

    /// <summary>Task "pixels" decodes the code, task "again" reconstructs from the features.</summary>
    public static MultiTaskModel Of(SparseAutoencodingOptions task, params SparseLayerOptions[] layers) => Of(new SparseEncoderOptions { Layers = layers }, task);

    public static MultiTaskModel Of(SparseEncoderOptions trunk, SparseAutoencodingOptions task)
    {
        IReadOnlyList<LearningTask> tasks = [task.Build("pixels", Some.Targets), new ReconstructionOptions().Build("again", Some.Targets)];
        return ModelBuilder.Build(trunk, new HardSharingOptions(), tasks, [1, 6, 6], Some.Context());
    }

    public static SparseLayerOptions Layer(CodecOptions codec, SparsityOptions? sparsity = null) => new() { Codec = codec, Sparsity = sparsity ?? new TopKOptions { K = 2 } };

    /// <summary>Images [rows, 1, 6, 6].</summary>
    public static Split Images(int rows) => new(TestPattern.Tensor([rows, 1, 6, 6], 1), new Dictionary<string, torch.Tensor>());
}
