-- owner: platform
-- why: the ledger of the rate limits, from which the processes take tokens in blocks
-- kind: expand
-- lock: none, a new table and functions

-- Unlogged: after a crash of the database every bucket is full again, which costs one burst and saves writing each block twice.
create unlogged table rate_bucket (
  bucket bytea primary key check (octet_length(bucket) = 32),
  per_second double precision not null check (per_second > 0),
  burst double precision not null check (burst >= 1),
  -- What was left when it was last looked at; it has filled up since then.
  tokens double precision not null check (tokens >= 0),
  -- The latest block that was given out, or how much of one was given back.
  granted double precision not null,
  given_back double precision not null,
  refilled_at timestamptz not null
) with (fillfactor = 50);
comment on table rate_bucket is 'platform: tokens left of rate limits, by a keyed hash of the credential or address';

-- What a bucket holds after a time. A clock that was set back adds nothing.
create function rate_tokens(tokens double precision, per_second double precision, burst double precision, elapsed interval)
  returns double precision
  language sql immutable
  return least(burst, tokens + per_second * greatest(0, extract(epoch from elapsed)::double precision));

-- Takes blocks of tokens out of buckets, and puts back what was taken and not used. One statement, its rows in order, so that
-- processes cannot deadlock. The time is the database's: it is the one clock that all processes share, and a bucket that each of
-- them filled up by its own would fill up by the fastest. A bucket that is not there is full, so giving back to it changes nothing.
create function lease_tokens(buckets bytea[], rates double precision[], bursts double precision[], wanted double precision[],
    returned double precision[])
  returns table (bucket bytea, granted double precision, tokens double precision)
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    insert into rate_bucket as b (bucket, per_second, burst, tokens, granted, given_back, refilled_at)
    select n.bucket, n.per_second, n.burst, n.burst - least(n.wanted, n.burst), least(n.wanted, n.burst), n.returned,
      clock_timestamp()
    from unnest(buckets, rates, bursts, wanted, returned) as n (bucket, per_second, burst, wanted, returned)
    where n.wanted > 0 or exists (select from rate_bucket k where k.bucket = n.bucket)
    order by n.bucket
    on conflict (bucket) do update set
      per_second = excluded.per_second,
      burst = excluded.burst,
      granted = floor(least(excluded.granted, rate_tokens(
        b.tokens + excluded.given_back, excluded.per_second, excluded.burst, excluded.refilled_at - b.refilled_at))),
      tokens = rate_tokens(
          b.tokens + excluded.given_back, excluded.per_second, excluded.burst, excluded.refilled_at - b.refilled_at)
        - floor(least(excluded.granted, rate_tokens(
          b.tokens + excluded.given_back, excluded.per_second, excluded.burst, excluded.refilled_at - b.refilled_at))),
      given_back = excluded.given_back,
      -- Who waited for the row carries a time that is a little older than the row's; that of a clock that was set back is far older
      -- and is taken over, or the bucket would stand still until the clock is where it was.
      refilled_at = case when excluded.refilled_at < b.refilled_at - interval '1 minute' then excluded.refilled_at
        else greatest(b.refilled_at, excluded.refilled_at) end
    returning b.bucket, b.granted, b.tokens;
  end;

-- Buckets that are full again are as good as none.
create function prune_rate_buckets(at_most integer) returns bigint
  language sql volatile security definer set search_path = wf, pg_temp
  begin atomic
    with full_again as (
      select b.bucket from rate_bucket b
      where rate_tokens(b.tokens, b.per_second, b.burst, clock_timestamp() - b.refilled_at) >= b.burst
      order by b.bucket limit at_most for update skip locked),
    gone as (delete from rate_bucket b using full_again f where b.bucket = f.bucket returning b.bucket)
    select count(*) from gone;
  end;

revoke execute on function rate_tokens, lease_tokens, prune_rate_buckets from public;
grant execute on function lease_tokens, prune_rate_buckets to wf_app;
