using MtlTorch.Experiments.Reports.TensorBoard;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

public sealed class RecordWriterTests
{
    private static IEnumerable<TestCaseData> Published()
    {
        // RFC 3720, appendix B.4, and the check value of CRC-32/ISCSI.
        yield return Case("32 bytes of 0", new byte[32], 0x8A9136AA);
        yield return Case("32 bytes of 255", [.. Enumerable.Repeat(byte.MaxValue, 32)], 0x62A8AB43);
        yield return Case("0 to 31", [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E);
        yield return Case("31 to 0", [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C);
        yield return Case("digits", [.. "123456789"u8], 0xE3069283);
        yield return Case("nothing", [], 0);

        static TestCaseData Case(string name, byte[] data, uint crc) => new TestCaseData(data, crc).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Published))]
    public void TheChecksumIsThePublishedOne(byte[] data, uint crc) => Assert.That(RecordWriter.Crc32C(data), Is.EqualTo(crc));

    [Test]
    public void RecordsOfAnyLengthComeBack()
    {
        var records = Enumerable.Range(0, 40).Select(length => Enumerable.Range(0, length).Select(i => (byte)(i * 37 + length)).ToArray()).ToList();
        var file = new MemoryStream();
        var writer = new RecordWriter(file);

        records.ForEach(record => writer.Write(record));

        Assert.That(EventReader.Records(file.ToArray()), Is.EqualTo(records));
    }
}
