namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the initial rate by a factor that changes linearly over total_iters epochs.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double start_factor;
                    private readonly double end_factor;
                    private readonly int total_iters;

                    public LinearLR(
                        Optimizer optimizer, double start_factor = 0.3333333333333333, double end_factor = 1, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.start_factor = start_factor;
                        this.end_factor = end_factor;
                        this.total_iters = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                            return CurrentRates.Select(rate => rate * start_factor);
                        if (Epoch > total_iters)
                            return CurrentRates;
                        double range = end_factor - start_factor;
                        double quotient = 1 + (range / ((total_iters * start_factor) + ((Epoch - 1) * range)));
                        return CurrentRates.Select(rate => rate * quotient);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        double done = (double)Math.Min(total_iters, Epoch) / total_iters;
                        return BaseRates.Select(rate => rate * (start_factor + ((end_factor - start_factor) * done)));
                    }
                }
            }
        }
    }
}
