using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace TestSupport;

/// <summary>Checks a statement on many drawn cases; always the same ones, so that a failure today is a failure tomorrow.</summary>
public static class Properties
{
    private const ulong Seed = 20_240_229;
    private const ulong Gamma = 1;

    public static void Hold<T>(Gen<T> cases, Action<T> statement, int count = 100)
    {
        var replay = new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(replay));
        Prop.ForAll(cases.ToArbitrary(), statement).Check(config);
    }
}
