namespace Trading.Sdk.Journal.Tests;

public class StripedCrc32CTests
{
    [Fact]
    public void Append_OfAnyLength_EqualsTheSumInOneRun()
    {
        var random = new Random(31);
        foreach (int length in new[] { 0, 8, 3064, 3072, 3080, 6144, 9216, 9224, 65_560, 200_000 })
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            uint start = (uint)random.NextInt64(uint.MaxValue), expected = start;
            for (int i = 0; i < length; i += 8)
            {
                expected = System.Numerics.BitOperations.Crc32C(expected, BitConverter.ToUInt64(bytes, i));
            }

            uint crc = StripedCrc32C.Append(start, ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(bytes), length, out nint used);
            Assert.Equal(length / StripedCrc32C.BytesMin * StripedCrc32C.BytesMin, (int)used);
            for (int i = (int)used; i < length; i += 8)
            {
                crc = System.Numerics.BitOperations.Crc32C(crc, BitConverter.ToUInt64(bytes, i));
            }

            Assert.Equal(expected, crc);
        }
    }
}
