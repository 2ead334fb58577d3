using System.Runtime.InteropServices;
using SystemTorch.Generator;

return args switch
{
    ["write", var folder] => Write(folder),
    ["check", var schemas] => Check(schemas),
    ["schemas", var library] => PrintSchemas(library),
    _ => Usage(),
};

// Writes the wrappers, if the map is in order.
static int Write(string folder)
{
    var generation = Generation.Run();
    foreach (var problem in generation.Problems)
        Console.Error.WriteLine(problem);
    if (generation.Problems.Count > 0)
        return 1;
    foreach (var stale in Directory.EnumerateFiles(folder, "*.g.cs"))
        File.Delete(stale);
    foreach (var (name, text) in generation.Files)
        File.WriteAllText(Path.Combine(folder, name), text);
    Console.WriteLine(generation.Summary);
    return 0;
}

// Compares the operators in use with those of another LibTorch.
static int Check(string schemas)
{
    var differences = SchemaComparison.Differences(Generation.Run().Schemas, SchemaReader.Read(File.ReadLines(schemas))).ToList();
    foreach (var difference in differences)
        Console.WriteLine(difference);
    return differences.Count == 0 ? 0 : 1;
}

// Prints what the LibTorch under a build of libsystemtorch offers.
static unsafe int PrintSchemas(string library)
{
    var function = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(NativeLibrary.Load(Path.GetFullPath(library)), "st_schemas");
    var lines = Marshal.PtrToStringUTF8((nint)function())!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    foreach (var line in lines.Order(StringComparer.Ordinal))
        Console.WriteLine(line);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("write FOLDER | check SCHEMAS | schemas LIBSYSTEMTORCH");
    return 2;
}
