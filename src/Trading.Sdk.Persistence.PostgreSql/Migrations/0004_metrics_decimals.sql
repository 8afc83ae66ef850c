-- The six exact numbers of a metrics row as one text, made by the server from the columns, and carried by the primary key. A
-- range is then read from the key alone, whose rows of an asset lie side by side where the table's lie among those of every
-- other asset; and the server sends one value a row instead of six, each of which costs it as much as finding the row. The
-- columns stay the truth and serve every query of one's own.
alter table ai_trading_enhanced.order_book_metrics add column decimals text generated always as (
    coalesce(bid_ask_ratio::text, '') || ' ' || coalesce(depth_imbalance::text, '') || ' ' || coalesce(mid_price::text, '') || ' ' ||
    coalesce(spread_bps::text, '') || ' ' || coalesce(bid_depth_1pct::text, '') || ' ' || coalesce(ask_depth_1pct::text, '')) stored;

do $$
begin
    execute (
        select format('alter table ai_trading_enhanced.order_book_metrics drop constraint %I', conname)
        from pg_constraint where conrelid = 'ai_trading_enhanced.order_book_metrics'::regclass and contype = 'p');
end $$;

alter table ai_trading_enhanced.order_book_metrics add primary key (asset, timestamp_ns, exchange, sequence) include (decimals);
