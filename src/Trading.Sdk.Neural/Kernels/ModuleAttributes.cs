// Scratch on the stack is written before it is read; clearing it first costs more than the sums it is for.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
