using System.Runtime.Intrinsics;

namespace Trading.Sdk.Tests;

/// <summary>The runs under DOTNET_Enable… settings must get the instruction set they ask for, or they prove nothing.</summary>
public class InstructionSetTests
{
    [Fact, Trait("Category", "InstructionSets")]
    public void InstructionSets_SwitchedOff_AreOff()
    {
        Assert.False(IsOff("EnableHWIntrinsic") && Vector128.IsHardwareAccelerated);
        Assert.False((IsOff("EnableHWIntrinsic") || IsOff("EnableAVX2")) && Vector256.IsHardwareAccelerated);
        Assert.False((IsOff("EnableHWIntrinsic") || IsOff("EnableAVX2") || IsOff("EnableAVX512")) && Vector512.IsHardwareAccelerated);
    }

    private static bool IsOff(string name) => Environment.GetEnvironmentVariable("DOTNET_" + name) == "0";
}
