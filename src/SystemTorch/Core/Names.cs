namespace TorchSharp;

public static partial class torch
{
    // LibTorch's names for choices that are enums here.
    private static string NameOf(RoundingMode mode) => mode switch
    {
        RoundingMode.trunc => "trunc",
        RoundingMode.floor => "floor",
        _ => null,
    };

    private static string NameOf(linalg.QRMode mode) => mode switch
    {
        linalg.QRMode.Complete => "complete",
        linalg.QRMode.R => "r",
        _ => "reduced",
    };

    private static string NameOf(Padding padding) => padding == Padding.Same ? "same" : "valid";

    private static string NameOf(PaddingModes mode) => mode switch
    {
        PaddingModes.Reflect => "reflect",
        PaddingModes.Replicate => "replicate",
        PaddingModes.Circular => "circular",
        _ => "constant",
    };
}
