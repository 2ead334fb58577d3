namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Half a period of a cosine from the initial rate down to eta_min, then up again.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double T_max;
                    private readonly double eta_min;

                    public CosineAnnealingLR(
                        Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.T_max = T_max;
                        this.eta_min = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                            return CurrentRates;
                        // At the bottom the quotient below would divide by zero.
                        if ((Epoch - 1 - T_max) % (2 * T_max) == 0)
                        {
                            double rise = 1 - Math.Cos(Math.PI / T_max);
                            return CurrentRates.Zip(BaseRates, (rate, initial) => rate + ((initial - eta_min) * rise / 2));
                        }

                        return CurrentRates.Select(rate => (CosineAt(Epoch) / CosineAt(Epoch - 1) * (rate - eta_min)) + eta_min);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => BaseRates.Select(initial => eta_min + ((initial - eta_min) * CosineAt(Epoch) / 2));

                    private double CosineAt(int epoch) => 1 + Math.Cos(Math.PI * epoch / T_max);
                }
            }
        }
    }
}
