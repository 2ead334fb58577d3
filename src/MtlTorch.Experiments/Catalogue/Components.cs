using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Clustering;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Experiments.Sweeps.Configs;
using MtlTorch.Experiments.Sweeps.Pruning;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Schedules;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>Everything that a configuration can choose with "kind": one line per component, and nothing else to change.</summary>
public static class Components
{
    /// <summary>Data sets.</summary>
    public static ComponentGroup<DataOptions> Data { get; } = new ComponentGroup<DataOptions>("data", "data set", "Data sets", "$.data")
        .Add<Cifar10Options>("cifar-10")
        .Add<MakeClassificationOptions>("make-classification")
        .Add<MakeRegressionOptions>("make-regression")
        .Add<MnistOptions>("mnist")
        .Add<MultiMnistOptions>("multi-mnist")
        .Add<ShapesOptions>("shapes")
        .Add<TabularOptions>("tabular");

    /// <summary>Trunks.</summary>
    public static ComponentGroup<TrunkOptions> Trunks { get; } = new ComponentGroup<TrunkOptions>("trunk", "trunk", "Trunks", "$.model.trunk")
        .Add<ConvTrunkOptions>("conv")
        .Add<LeNetOptions>("lenet")
        .Add<MlpTrunkOptions>("mlp")
        .Add<SparseEncoderOptions>("sparse-encoder")
        .Add<TabularTrunkOptions>("tabular");

    /// <summary>Ways to share.</summary>
    public static ComponentGroup<SharingOptions> Sharing { get; } = new ComponentGroup<SharingOptions>("sharing", "sharing architecture", "Sharing architectures", "$.model.sharing")
        .Add<HardSharingOptions>("hard");

    /// <summary>Tasks.</summary>
    public static ComponentGroup<TaskOptions> Tasks { get; } = new ComponentGroup<TaskOptions>("task", "task", "Tasks", "$.tasks.NAME")
        .Add<ClassificationOptions>("classification")
        .Add<ConsistencyOptions>("consistency")
        .Add<DecOptions>("dec")
        .Add<DeepClusterOptions>("deep-cluster")
        .Add<ReconstructionOptions>("reconstruction")
        .Add<RegressionOptions>("regression")
        .Add<SparseAutoencodingOptions>("sparse-autoencoder");

    /// <summary>Heads.</summary>
    public static ComponentGroup<HeadOptions> Heads { get; } = new ComponentGroup<HeadOptions>("head", "head", "Heads", "$.tasks.NAME.head")
        .Add<MlpHeadOptions>("mlp");

    /// <summary>Ways to gather rows around centroids.</summary>
    public static ComponentGroup<CentroidOptions> Clusterings { get; } = new ComponentGroup<CentroidOptions>("clustering", "way to cluster", "Ways to cluster", "$.tasks.NAME.clustering")
        .Add<KMeansOptions>("k-means")
        .Add<MiniBatchKMeansOptions>("mini-batch-k-means");

    /// <summary>Ways to connect inputs and units of a sparse code.</summary>
    public static ComponentGroup<CodecOptions> Codecs { get; } = new ComponentGroup<CodecOptions>("codec", "codec", "Codecs of sparse codes", "$.model.trunk.layers[].codec")
        .Add<ConvCodecOptions>("conv")
        .Add<DenseCodecOptions>("dense");

    /// <summary>What makes codes sparse.</summary>
    public static ComponentGroup<SparsityOptions> Sparsities { get; } = new ComponentGroup<SparsityOptions>("sparsity", "kind of sparsity", "Kinds of sparsity", "$.model.trunk.layers[].sparsity")
        .Add<BatchTopKOptions>("batch-topk")
        .Add<GatedOptions>("gated")
        .Add<JumpReluOptions>("jump-relu")
        .Add<KlOptions>("kl")
        .Add<L1Options>("l1")
        .Add<MatryoshkaOptions>("matryoshka")
        .Add<PAnnealOptions>("p-anneal")
        .Add<TopKOptions>("topk");

    /// <summary>Balancing methods.</summary>
    public static ComponentGroup<BalancingOptions> Balancing { get; } = new ComponentGroup<BalancingOptions>("balancing", "balancing method", "Balancing methods", "$.balancing")
        .Add<AlignedMtlOptions>("aligned-mtl")
        .Add<CaGradOptions>("cagrad")
        .Add<ConFigOptions>("config")
        .Add<CosmosOptions>("cosmos")
        .Add<CrMogmOptions>("cr-mogm")
        .Add<DbMtlOptions>("db-mtl")
        .Add<DualProjOptions>("dualproj")
        .Add<DwaOptions>("dwa")
        .Add<EqualOptions>("equal")
        .Add<ExcessMtlOptions>("excess-mtl")
        .Add<FairGradOptions>("fairgrad")
        .Add<FamoOptions>("famo")
        .Add<GeometricMeanOptions>("geometric-mean")
        .Add<GradDropOptions>("graddrop")
        .Add<GradNormOptions>("gradnorm")
        .Add<GradVacOptions>("gradvac")
        .Add<ImtlOptions>("imtl")
        .Add<ImtlGOptions>("imtl-g")
        .Add<ImtlLOptions>("imtl-l")
        .Add<KrumOptions>("krum")
        .Add<LogStchOptions>("log-stch")
        .Add<MeanOptions>("mean")
        .Add<MgdaOptions>("mgda")
        .Add<MoCoOptions>("moco")
        .Add<MoDoOptions>("modo")
        .Add<NashMtlOptions>("nash-mtl")
        .Add<PbiOptions>("pbi")
        .Add<PcGradOptions>("pcgrad")
        .Add<RandomWeightingOptions>("random")
        .Add<ScaleInvariantOptions>("scale-invariant")
        .Add<SdmGradOptions>("sdmgrad")
        .Add<StchOptions>("stch")
        .Add<SumOptions>("sum")
        .Add<TrimmedMeanOptions>("trimmed-mean")
        .Add<UncertaintyOptions>("uncertainty")
        .Add<UpGradOptions>("upgrad");

    /// <summary>Optimizers.</summary>
    public static ComponentGroup<OptimizerOptions> Optimizers { get; } = new ComponentGroup<OptimizerOptions>("optimizer", "optimizer", "Optimizers", "$.optimizer")
        .Add<AdamOptions>("adam")
        .Add<AdamWOptions>("adamw")
        .Add<SgdOptions>("sgd");

    /// <summary>Schedules of the learning rate.</summary>
    public static ComponentGroup<ScheduleOptions> Schedules { get; } = new ComponentGroup<ScheduleOptions>("schedule", "schedule", "Schedules of the learning rate", "$.schedule")
        .Add<ConstantOptions>("constant")
        .Add<CosineOptions>("cosine")
        .Add<CosineRestartsOptions>("cosine-restarts")
        .Add<StepOptions>("step");

    /// <summary>Update strategies.</summary>
    public static ComponentGroup<StrategyOptions> Strategies { get; } = new ComponentGroup<StrategyOptions>("strategy", "update strategy", "Update strategies", "$.strategy")
        .Add<AlternatingOptions>("alternating")
        .Add<EmaOptions>("ema")
        .Add<JointOptions>("joint")
        .Add<PeriodicAveragingOptions>("periodic-averaging")
        .Add<ReptileOptions>("reptile");

    /// <summary>Regularizers.</summary>
    public static ComponentGroup<RegularizerOptions> Regularizers { get; } = new ComponentGroup<RegularizerOptions>("regularizer", "regularizer", "Regularizers", "$.regularization[]")
        .Add<ActivationSparsityOptions>("activation-sparsity")
        .Add<FeatureDropoutOptions>("dropout")
        .Add<ElasticNetOptions>("elastic-net")
        .Add<GroupLassoOptions>("group-lasso")
        .Add<L1PenaltyOptions>("l1")
        .Add<L2PenaltyOptions>("l2")
        .Add<MaxNormOptions>("max-norm")
        .Add<MixUpOptions>("mix-up")
        .Add<SamOptions>("sam")
        .Add<SpectralNormOptions>("spectral-norm")
        .Add<TaskRelationshipOptions>("task-relationship")
        .Add<TraceNormOptions>("trace-norm");

    /// <summary>Ways to choose the points of a sweep.</summary>
    public static ComponentGroup<SamplerOptions> Samplers { get; } = new ComponentGroup<SamplerOptions>("sampler", "sampler", "Samplers of sweeps", "$.sampler of a sweep file")
        .Add<CmaEsOptions>("cma-es")
        .Add<GridOptions>("grid")
        .Add<Nsga2Options>("nsga-2")
        .Add<RandomOptions>("random")
        .Add<SobolOptions>("sobol")
        .Add<TpeOptions>("tpe");

    /// <summary>Ways to end trials of a sweep early.</summary>
    public static ComponentGroup<PrunerOptions> Pruners { get; } = new ComponentGroup<PrunerOptions>("pruner", "pruner", "Pruners of sweeps", "$.pruner of a sweep file")
        .Add<AshaOptions>("asha")
        .Add<HyperbandOptions>("hyperband")
        .Add<MedianPrunerOptions>("median")
        .Add<NoPrunerOptions>("none")
        .Add<PatiencePrunerOptions>("patience");

    /// <summary>Values of a key that a sweep varies.</summary>
    public static ComponentGroup<ParameterOptions> Parameters { get; } = new ComponentGroup<ParameterOptions>("parameter", "range of values", "Parameters of sweeps", "$.space.KEY of a sweep file")
        .Add<ChoiceOptions>("choice")
        .Add<FloatOptions>("float")
        .Add<IntOptions>("int");

    /// <summary>All groups, in the order of an experiment file, then those of sweep files.</summary>
    public static IReadOnlyList<ComponentGroup> Groups { get; } = [Data, Trunks, Codecs, Sparsities, Sharing, Tasks, Heads, Clusterings, Balancing, Regularizers, Strategies, Optimizers, Schedules, Parameters, Samplers, Pruners];

    /// <summary>The group whose options derive from a type, or null.</summary>
    public static ComponentGroup? GroupOf(Type baseType) => Groups.FirstOrDefault(g => g.BaseType == baseType);
}
