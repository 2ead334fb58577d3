namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Changes the learning rates of an optimizer's groups. A schedule takes its first step when it is made. `verbose` is
            /// taken and ignored: a library prints nothing.
            /// </summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                private readonly Optimizer optimizer;
                private double[] lastRates;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    this.optimizer = optimizer;
                    Epoch = last_epoch;
                    BaseRates = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    lastRates = [.. CurrentRates];
                }

                private protected int Epoch { get; set; }

                private protected IReadOnlyList<double> BaseRates { get; }

                private protected IEnumerable<ILearningRateController> Groups => optimizer.ParamGroups;

                private protected IEnumerable<double> CurrentRates => Groups.Select(group => group.LearningRate);

                public virtual void step() => step(null);

                /// <summary>Goes to the next epoch, or to the one given.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    Epoch = epoch ?? (Epoch + 1);
                    lastRates = [.. epoch is null ? get_lr() : get_closed_form_lr()];
                    foreach (var (group, rate) in Groups.Zip(lastRates))
                        group.LearningRate = rate;
                }

                /// <summary>Most schedules ignore the metric.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => lastRates;

                /// <summary>The rates of this epoch from those of the last.</summary>
                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                /// <summary>The rates of this epoch from the initial ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }
        }
    }
}
