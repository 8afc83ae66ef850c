namespace Trading.Sdk.PatternIndex;

/// <summary>
/// A condition on metadata, combined with <c>&amp;</c>, <c>|</c> and <c>!</c>. A comparison with a field that a row lacks is
/// false; a negation is the complement, so it holds for such rows.
/// </summary>
public abstract class MetadataFilter
{
    /// <summary>The field equals a value.</summary>
    public static MetadataFilter Equal(string field, MetadataValue value) => new SetCondition(field, [value]);

    /// <summary>The field equals one of the values.</summary>
    public static MetadataFilter In(string field, params ReadOnlySpan<MetadataValue> values) => new SetCondition(field, values.ToArray());

    /// <summary>The field lies in a closed range; a null end is open. Integer and number fields only.</summary>
    public static MetadataFilter Between(string field, MetadataValue? least, MetadataValue? most) => new RangeCondition(field, least, most);

    /// <summary>The field is at least a value.</summary>
    public static MetadataFilter AtLeast(string field, MetadataValue least) => Between(field, least, null);

    /// <summary>The field is at most a value.</summary>
    public static MetadataFilter AtMost(string field, MetadataValue most) => Between(field, null, most);

    /// <summary>The row has the field.</summary>
    public static MetadataFilter Has(string field) => new PresenceCondition(field);

    /// <summary>Both hold.</summary>
    public static MetadataFilter operator &(MetadataFilter left, MetadataFilter right) => new Combination(left, right, isAnd: true);

    /// <summary>One of them holds.</summary>
    public static MetadataFilter operator |(MetadataFilter left, MetadataFilter right) => new Combination(left, right, isAnd: false);

    /// <summary>It does not hold.</summary>
    public static MetadataFilter operator !(MetadataFilter filter) => new Negation(filter);

    /// <summary>The name of <c>&amp;</c> for languages without operators.</summary>
    public static MetadataFilter BitwiseAnd(MetadataFilter left, MetadataFilter right) => left & right;

    /// <summary>The name of <c>|</c> for languages without operators.</summary>
    public static MetadataFilter BitwiseOr(MetadataFilter left, MetadataFilter right) => left | right;

    /// <summary>The name of <c>!</c> for languages without operators.</summary>
    public static MetadataFilter LogicalNot(MetadataFilter filter) => !filter;

    /// <summary>Adds the rows of the table that satisfy the condition to an empty set.</summary>
    internal abstract void Select(MetadataTable table, IdBitmap rows);

    internal sealed class SetCondition(string name, MetadataValue[] values) : MetadataFilter
    {
        public string Field => name;

        public MetadataValue[] Values => values;

        internal override void Select(MetadataTable table, IdBitmap rows)
        {
            MetadataColumn column = table.Column(name);
            foreach (MetadataValue value in values)
            {
                column.SelectEqual(value, rows);
            }
        }
    }

    internal sealed class RangeCondition(string name, MetadataValue? least, MetadataValue? most) : MetadataFilter
    {
        public string Field => name;

        public MetadataValue? Least => least;

        public MetadataValue? Most => most;

        internal override void Select(MetadataTable table, IdBitmap rows) => table.Column(name).SelectRange(least, most, rows);
    }

    internal sealed class PresenceCondition(string field) : MetadataFilter
    {
        internal override void Select(MetadataTable table, IdBitmap rows) => rows.UnionWith(table.Column(field).Present);
    }

    internal sealed class Combination : MetadataFilter
    {
        private readonly MetadataFilter _left;
        private readonly MetadataFilter _right;
        private readonly bool _isAnd;

        public Combination(MetadataFilter left, MetadataFilter right, bool isAnd)
        {
            ArgumentNullException.ThrowIfNull(left);
            ArgumentNullException.ThrowIfNull(right);
            _left = left;
            _right = right;
            _isAnd = isAnd;
        }

        public MetadataFilter Left => _left;

        public MetadataFilter Right => _right;

        public bool IsAnd => _isAnd;

        internal override void Select(MetadataTable table, IdBitmap rows)
        {
            _left.Select(table, rows);
            var other = new IdBitmap(table.RowEnd);
            _right.Select(table, other);
            if (_isAnd)
            {
                rows.IntersectWith(other);
            }
            else
            {
                rows.UnionWith(other);
            }
        }
    }

    internal sealed class Negation : MetadataFilter
    {
        private readonly MetadataFilter _inner;

        public Negation(MetadataFilter inner)
        {
            ArgumentNullException.ThrowIfNull(inner);
            _inner = inner;
        }

        public MetadataFilter Inner => _inner;

        internal override void Select(MetadataTable table, IdBitmap rows)
        {
            _inner.Select(table, rows);
            rows.Complement(table.RowEnd);
            rows.IntersectWith(table.Rows);
        }
    }
}
