using MtlTorch.Cli;

return CommandLineApp.Run(args, Terminal.OfThisProcess());
