using MtlTorch.Experiments.Configs;

namespace MtlTorch.Cli;

/// <summary>Turns exceptions into one message and an exit code: no stack trace reaches a user.</summary>
internal static class Guard
{
    public static int Run(Terminal terminal, Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (ConfigException e)
        {
            foreach (var error in e.Errors)
            {
                terminal.Error.WriteLine(error);
            }

            terminal.Error.WriteLine(e.Errors.Count == 1 ? "1 error; nothing was started." : $"{e.Errors.Count} errors; nothing was started.");
            return ExitCode.WrongUsage;
        }
        catch (InvalidOptionException e)
        {
            terminal.Error.WriteLine($"error: {e.Message}");
            return ExitCode.WrongUsage;
        }
        catch (Exception e) when (IsMissingLibrary(e))
        {
            terminal.Error.WriteLine($"error: LibTorch cannot be loaded ({FirstLine(Root(e))}). Run scripts/setup.sh, then `mtl doctor`.");
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            terminal.Error.WriteLine($"error: {FirstLine(e)}");
            return ExitCode.Failed;
        }
    }

    /// <summary>TorchSharp raises a NotSupportedException from its type initializer where its libraries cannot be loaded.</summary>
    internal static bool IsMissingLibrary(Exception e) =>
        Root(e) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (e is TypeInitializationException && Root(e) is NotSupportedException);

    /// <summary>The exception behind type initializers.</summary>
    internal static Exception Root(Exception e) => e is TypeInitializationException { InnerException: { } inner } ? Root(inner) : e;

    internal static string FirstLine(Exception e) => e.Message.Split('\n')[0].TrimEnd();
}
