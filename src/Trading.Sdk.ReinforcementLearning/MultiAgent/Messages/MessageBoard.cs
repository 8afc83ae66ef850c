namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Carries messages from one step to the next: what is posted in a step is read in the following one, by everybody and in
/// one order, so that no agent gains from being asked later. Not thread-safe.
/// </summary>
public sealed class MessageBoard
{
    private List<AgentMessage> readable = [], posted = [];

    /// <summary>Messages of the step before, ordered by sender and kind; one of each kind a sender.</summary>
    public IReadOnlyList<AgentMessage> Messages => readable;

    /// <summary>Posts a message for the next step; a later one of the same sender and kind replaces an earlier one.</summary>
    /// <exception cref="ArgumentException">The sender is empty, or a number is outside its range.</exception>
    public void Post(in AgentMessage message)
    {
        (double low, double high) = message.Kind switch { AgentMessageKind.View => (-1, 1), AgentMessageKind.Limit => (0, 1), _ => (0.0, 2.0) };
        if (string.IsNullOrEmpty(message.Sender) || !Enum.IsDefined(message.Kind) || !(message.Value >= low && message.Value <= high) || message.Confidence is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"The message {message} has no sender, or a number outside its range.", nameof(message));
        }

        for (int i = 0; i < posted.Count; i++)
        {
            if (posted[i].Sender == message.Sender && posted[i].Kind == message.Kind)
            {
                posted[i] = message;
                return;
            }
        }

        posted.Add(message);
    }

    /// <summary>Ends the step: what was posted becomes readable, what was readable is gone.</summary>
    public void Deliver()
    {
        (readable, posted) = (posted, readable);
        posted.Clear();
        readable.Sort((a, b) => string.CompareOrdinal(a.Sender, b.Sender) is var c && c != 0 ? c : a.Kind.CompareTo(b.Kind));
    }

    /// <summary>The last message of a sender and kind; null when there was none in the step before.</summary>
    public AgentMessage? Find(string sender, AgentMessageKind kind)
    {
        foreach (AgentMessage message in readable)
        {
            if (message.Kind == kind && message.Sender == sender)
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>Forgets all messages.</summary>
    public void Clear()
    {
        readable.Clear();
        posted.Clear();
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(readable.Count);
        foreach (AgentMessage message in readable)
        {
            writer.Write(message.Sender);
            writer.Write((int)message.Kind);
            writer.Write(message.Value);
            writer.Write(message.Confidence);
        }
    }

    internal void Load(BinaryReader reader)
    {
        Clear();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            readable.Add(new AgentMessage(reader.ReadString(), (AgentMessageKind)reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble()));
        }
    }
}
