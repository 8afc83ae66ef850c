using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Trading.Sdk.Neural.Tests;

public class SafetensorsTests
{
    [Fact]
    public void File_RoundTrip_KeepsTensorsAndMetadata()
    {
        var file = new SafetensorsFile();
        file.Metadata["note"] = "ä \"quoted\"";
        file.Tensors["a"] = SafetensorsTensor.FromSingle([1.5f, -2, 3, 4, 5, 6], 2, 3);
        file.Tensors["b"] = SafetensorsTensor.FromDouble([Math.PI], 1);
        file.Tensors["c"] = SafetensorsTensor.FromInt64([7, -8], 2);
        file.Tensors["d"] = SafetensorsTensor.FromBytes([1, 2, 3]);
        byte[] bytes = file.ToArray();
        Assert.Equal(0, (int)((BinaryPrimitives.ReadUInt64LittleEndian(bytes) + 8) % 8));
        SafetensorsFile back = SafetensorsFile.Parse(bytes);
        Assert.Equal(file.Metadata, back.Metadata);
        Assert.Equal([2L, 3L], back["a"].Shape);
        Assert.Equal([1.5f, -2, 3, 4, 5, 6], back["a"].ToSingle());
        Assert.Equal([Math.PI], back["b"].ToDouble());
        Assert.Equal([7, -8], back["c"].ToDouble());
        Assert.Equal([1, 2, 3], back["d"].Data.ToArray());
        Assert.Equal(bytes, back.ToArray());
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9223372036854775807],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0)]
    [InlineData("[1]", 0)]
    [InlineData("{", 0)]
    public void Parse_BrokenHeader_ThrowsTheTypedException(string header, int dataLength)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(bytes));
    }

    [Fact]
    public void Parse_HeaderLengthBeyondTheFile_ThrowsWithoutTakingMemory()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(bytes));
        Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(new byte[3]));
    }

    [Fact]
    public void Parse_AnyChangedByte_NeverThrowsAnythingElse()
    {
        var file = new SafetensorsFile();
        file.Metadata["k"] = "v";
        file.Tensors["a"] = SafetensorsTensor.FromSingle([1, 2, 3, 4], 2, 2);
        file.Tensors["b"] = SafetensorsTensor.FromBytes([5]);
        byte[] good = file.ToArray();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Sdk.Tests.TestEffort.Count(1000, 100_000)), Prop.ForAll(
            Gen.Zip(Gen.Choose(0, good.Length - 1), Gen.Choose(0, 255)).ToArbitrary(),
            change =>
            {
                byte[] bytes = [.. good];
                bytes[change.Item1] = (byte)change.Item2;
                try
                {
                    SafetensorsFile.Parse(bytes);
                }
                catch (SafetensorsFormatException)
                {
                    return true;
                }

                return true;
            }));
    }
}
