namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and their learning rates.</summary>
    public static partial class optim
    {
        /// <summary>What has a learning rate that schedulers control.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>What has a momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>What has betas in the place of a momentum.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
