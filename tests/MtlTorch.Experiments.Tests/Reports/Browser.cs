using System.Text.Json;
using System.Text.Json.Nodes;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>A headless Chromium with a page. Tests that need it are skipped where it is not installed.</summary>
internal sealed class Browser : IDisposable
{
    private const string RequestLog = "performance";

    private readonly ChromeDriverService service;
    private readonly ChromeDriver driver;

    public Browser()
    {
        var driverPath = Find("chromedriver");
        var options = new ChromeOptions { BinaryLocation = Find("chromium", "google-chrome", "chrome") };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference(RequestLog, LogLevel.All);
        service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(driverPath)!, Path.GetFileName(driverPath));
        service.SuppressInitialDiagnosticInformation = true;
        driver = new ChromeDriver(service, options);
    }

    /// <summary>Messages of the console: errors of scripts and of the content security policy among them.</summary>
    public IReadOnlyList<string> Console => [.. driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message)];

    /// <summary>Addresses that were asked for since the last call.</summary>
    public IReadOnlyList<string> Requests => [.. driver.Manage().Logs.GetLog(RequestLog)
        .Select(entry => JsonNode.Parse(entry.Message)!["message"]!)
        .Where(message => message["method"]!.GetValue<string>() == "Network.requestWillBeSent")
        .Select(message => message["params"]!["request"]!["url"]!.GetValue<string>())];

    public void Open(string path) => driver.Navigate().GoToUrl(new Uri(Path.GetFullPath(path)));

    /// <summary>What an expression of JavaScript gives.</summary>
    public JsonNode? Evaluate(string expression)
    {
        var json = (string?)driver.ExecuteScript($"return JSON.stringify({expression})");
        return json is null ? null : JsonNode.Parse(json);
    }

    public T Value<T>(string expression) => Evaluate(expression).Deserialize<T>()!;

    /// <summary>Presses a key where the focus is.</summary>
    public void Press(string key) => new OpenQA.Selenium.Interactions.Actions(driver).SendKeys(key).Perform();

    /// <summary>What the user prefers: "dark" or "light".</summary>
    public void PreferColors(string scheme) => driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new Dictionary<string, object?>
    {
        ["features"] = new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme } },
    });

    /// <summary>The page as a PDF file.</summary>
    public byte[] Print()
    {
        var answer = (Dictionary<string, object?>)driver.ExecuteCdpCommand("Page.printToPDF", new Dictionary<string, object?> { ["preferCSSPageSize"] = true })!;
        return Convert.FromBase64String((string)answer["data"]!);
    }

    public void Dispose()
    {
        driver.Dispose();
        service.Dispose();
    }

    private static string Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var files = names.SelectMany(name => folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)));
        return files.FirstOrDefault(File.Exists)
            ?? throw new IgnoreException($"{names[0]} is not installed; on Debian: apt-get install chromium chromium-driver.");
    }
}
