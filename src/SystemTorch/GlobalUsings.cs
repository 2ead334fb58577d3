global using System.Runtime.CompilerServices;
global using System.Runtime.InteropServices;
global using TorchSharp.Interop;
global using TorchSharp.Modules;
global using TorchSharp.Utils;
global using static TorchSharp.torch;
