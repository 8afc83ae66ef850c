-- Partitions of the market-data tables, cut by timestamp_ns at midnight UTC: days, and months for bars, which are kept for
-- years and would make more daily partitions than a query can lock.

create function ai_trading_enhanced.day_ns(day date) returns bigint
language sql immutable as $$ select (day - date '1970-01-01')::bigint * 86400000000000 $$;

create table ai_trading_enhanced.compressed_days
(
    table_name varchar(64) not null,
    day date not null,
    row_count bigint not null,
    compressed_at timestamptz not null default now(),
    primary key (table_name, day)
);

-- The first day of the partition that holds a day, and the first day behind it.
create function ai_trading_enhanced.partition_start(parent text, day date) returns date
language sql immutable as $$ select case when parent = 'bars' then date_trunc('month', day::timestamp)::date else day end $$;

create function ai_trading_enhanced.partition_end(parent text, day date) returns date
language sql immutable as $$ select case when parent = 'bars' then (date_trunc('month', day::timestamp) + interval '1 month')::date else day + 1 end $$;

-- Creates the partition of a day unless it is there; true when it was created. Attaching instead of creating in place
-- leaves concurrent writers alone.
create function ai_trading_enhanced.ensure_partition(parent text, day date) returns boolean
language plpgsql as $$
declare
    first_day date := ai_trading_enhanced.partition_start(parent, day);
    child text := format('%s_p%s', parent, to_char(first_day, 'YYYYMMDD'));
begin
    if to_regclass(format('ai_trading_enhanced.%I', child)) is not null then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(child, 7230981264));
    if to_regclass(format('ai_trading_enhanced.%I', child)) is not null then
        return false;
    end if;
    if exists (select 1 from ai_trading_enhanced.compressed_days c where c.table_name = parent and c.day = first_day) then
        raise exception 'the day % of % is compressed and read-only', first_day, parent using errcode = 'TS001';
    end if;
    if (select count(*) from pg_inherits where inhparent = to_regclass(format('ai_trading_enhanced.%I', parent))) >= 4000 then
        raise exception '% has 4000 partitions already: the day % gets none', parent, first_day using errcode = 'TS003';
    end if;
    execute format('create table ai_trading_enhanced.%I (like ai_trading_enhanced.%I including all)', child, parent);
    execute format('alter table ai_trading_enhanced.%I attach partition ai_trading_enhanced.%I for values from (%s) to (%s)',
        parent, child, ai_trading_enhanced.day_ns(first_day), ai_trading_enhanced.day_ns(ai_trading_enhanced.partition_end(parent, day)));
    return true;
end $$;

-- The partitions of a table with their first days.
create function ai_trading_enhanced.partitions(parent text) returns table (child text, day date)
language sql stable as $$
    select c.relname::text, to_date(right(c.relname, 8), 'YYYYMMDD')
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass(format('ai_trading_enhanced.%I', parent))
    order by 2 $$;

-- Drops the partitions that lie wholly before a day: milliseconds each, where a delete would leave the rows to the vacuum.
create function ai_trading_enhanced.drop_partitions_before(parent text, limit_day date) returns setof text
language plpgsql as $$
declare
    p record;
begin
    for p in select * from ai_trading_enhanced.partitions(parent) where ai_trading_enhanced.partition_end(parent, day) <= limit_day loop
        execute format('drop table ai_trading_enhanced.%I', p.child);
        return next p.child;
    end loop;
    if parent = 'order_book_metrics' then
        delete from ai_trading_enhanced.order_book_metrics_compressed where hour_ns < ai_trading_enhanced.day_ns(limit_day);
        delete from ai_trading_enhanced.compressed_days where table_name = parent and day < limit_day;
    end if;
end $$;

-- Old metrics, packed: one row per asset, exchange and hour, about a fifth of the size; read-only.
create table ai_trading_enhanced.order_book_metrics_compressed
(
    asset varchar(64) not null,
    exchange varchar(64) not null,
    hour_ns bigint not null,
    row_count integer not null,
    timestamp_ns bigint[] not null,
    sequence bigint[] not null,
    bid_ask_ratio numeric[] not null,
    depth_imbalance numeric[] not null,
    mid_price numeric[] not null,
    spread_bps numeric[] not null,
    bid_depth_1pct numeric[] not null,
    ask_depth_1pct numeric[] not null,
    primary key (asset, hour_ns, exchange)
);

do $$
declare
    c text;
begin
    foreach c in array array['timestamp_ns', 'sequence', 'bid_ask_ratio', 'depth_imbalance', 'mid_price', 'spread_bps', 'bid_depth_1pct', 'ask_depth_1pct'] loop
        execute format('alter table ai_trading_enhanced.order_book_metrics_compressed alter column %I set compression lz4', c);
    end loop;
exception when feature_not_supported or undefined_object then
    raise notice 'this server is built without lz4: pglz is used';
end $$;

-- Packs a day of metrics and drops its partition; returns the rows packed.
create function ai_trading_enhanced.compress_metrics_day(target_day date) returns bigint
language plpgsql as $$
declare
    child text := format('order_book_metrics_p%s', to_char(target_day, 'YYYYMMDD'));
    packed bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended(child, 7230981264));
    if to_regclass(format('ai_trading_enhanced.%I', child)) is null then
        return 0;
    end if;
    execute format('lock table ai_trading_enhanced.%I in exclusive mode', child);
    execute format($q$
        insert into ai_trading_enhanced.order_book_metrics_compressed
        select asset, exchange, hour_ns, count(*), array_agg(timestamp_ns order by timestamp_ns, sequence), array_agg(sequence order by timestamp_ns, sequence),
            array_agg(bid_ask_ratio order by timestamp_ns, sequence), array_agg(depth_imbalance order by timestamp_ns, sequence),
            array_agg(mid_price order by timestamp_ns, sequence), array_agg(spread_bps order by timestamp_ns, sequence),
            array_agg(bid_depth_1pct order by timestamp_ns, sequence), array_agg(ask_depth_1pct order by timestamp_ns, sequence)
        from (select *, timestamp_ns - timestamp_ns %% 3600000000000 as hour_ns from ai_trading_enhanced.%I) m
        group by asset, exchange, hour_ns$q$, child);
    execute format('select count(*) from ai_trading_enhanced.%I', child) into packed;
    insert into ai_trading_enhanced.compressed_days (table_name, day, row_count) values ('order_book_metrics', target_day, packed);
    execute format('drop table ai_trading_enhanced.%I', child);
    return packed;
end $$;

-- Live and packed metrics in one shape.
create view ai_trading_enhanced.order_book_metrics_all as
select timestamp_ns, "timestamp", asset, exchange, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct, sequence
from ai_trading_enhanced.order_book_metrics
union all
select u.timestamp_ns, to_timestamp((u.timestamp_ns / 1000) / 1000000.0::double precision), c.asset, c.exchange,
    u.bid_ask_ratio, u.depth_imbalance, u.mid_price, u.spread_bps, u.bid_depth_1pct, u.ask_depth_1pct, u.sequence
from ai_trading_enhanced.order_book_metrics_compressed c,
    unnest(c.timestamp_ns, c.sequence, c.bid_ask_ratio, c.depth_imbalance, c.mid_price, c.spread_bps, c.bid_depth_1pct, c.ask_depth_1pct)
        as u (timestamp_ns, sequence, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct);

-- Packed levels (version, decimals of prices, decimals of sizes, 0, count u32, then price i64, size i64, orders i32 each,
-- big-endian) in the shape of the users' design: [{"price", "size", "count"}, ...].
create function ai_trading_enhanced.unpack_levels(packed bytea) returns jsonb
language sql immutable as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'price', ('x' || encode(substring(packed from 9 + 20 * i for 8), 'hex'))::bit(64)::bigint * power(10::numeric, -get_byte(packed, 1)),
        'size', ('x' || encode(substring(packed from 17 + 20 * i for 8), 'hex'))::bit(64)::bigint * power(10::numeric, -get_byte(packed, 2)),
        'count', ('x' || encode(substring(packed from 25 + 20 * i for 4), 'hex'))::bit(32)::integer) order by i), '[]'::jsonb)
    from generate_series(0, (octet_length(packed) - 8) / 20 - 1) i
    where octet_length(packed) > 8 $$;

create view ai_trading_enhanced.order_book_snapshots_json as
select id, symbol, exchange, "timestamp", timestamp_ns, sequence,
    ai_trading_enhanced.unpack_levels(bid_levels) as bid_levels, ai_trading_enhanced.unpack_levels(ask_levels) as ask_levels,
    spread, depth_imbalance, liquidity_score, pattern_description, market_regime, microstructure_features, created_at
from ai_trading_enhanced.order_book_snapshots;

-- Minute roll-ups of the metrics, filled up to a watermark.
create table ai_trading_enhanced.order_book_metrics_1m
(
    asset varchar(64) not null,
    exchange varchar(64) not null,
    minute_ns bigint not null,
    row_count integer not null,
    mid_open numeric,
    mid_high numeric,
    mid_low numeric,
    mid_close numeric,
    spread_bps_mean numeric,
    bid_ask_ratio_mean numeric,
    depth_imbalance_mean numeric,
    primary key (asset, minute_ns, exchange)
);

create table ai_trading_enhanced.rollup_watermarks
(
    name varchar(64) primary key,
    through_ns bigint not null
);

-- Rolls up the whole minutes before a time that are not rolled up yet; returns the new watermark. Rows that come later than
-- the watermark into a minute already done are taken in by lowering the watermark first.
create function ai_trading_enhanced.roll_up_metrics(until_ns bigint) returns bigint
language plpgsql as $$
declare
    minute constant bigint := 60000000000;
    done bigint;
    target bigint := until_ns - until_ns % minute;
begin
    perform pg_advisory_xact_lock(7230981265);
    select through_ns into done from ai_trading_enhanced.rollup_watermarks where name = 'order_book_metrics_1m';
    if done is not null and target <= done then
        return done;
    end if;
    insert into ai_trading_enhanced.order_book_metrics_1m
    select asset, exchange, timestamp_ns - timestamp_ns % minute, count(*),
        (array_agg(mid_price order by timestamp_ns, sequence))[1], max(mid_price), min(mid_price),
        (array_agg(mid_price order by timestamp_ns desc, sequence desc))[1], avg(spread_bps), avg(bid_ask_ratio), avg(depth_imbalance)
    from ai_trading_enhanced.order_book_metrics_all
    where timestamp_ns >= coalesce(done, -9223372036854775808) and timestamp_ns < target
    group by 1, 2, 3
    on conflict (asset, minute_ns, exchange) do update set
        row_count = excluded.row_count, mid_open = excluded.mid_open, mid_high = excluded.mid_high, mid_low = excluded.mid_low,
        mid_close = excluded.mid_close, spread_bps_mean = excluded.spread_bps_mean, bid_ask_ratio_mean = excluded.bid_ask_ratio_mean,
        depth_imbalance_mean = excluded.depth_imbalance_mean;
    insert into ai_trading_enhanced.rollup_watermarks values ('order_book_metrics_1m', target)
    on conflict (name) do update set through_ns = excluded.through_ns;
    return target;
end $$;
