//! From what is written to what may be used.

use super::secrets::Place;
use super::written::{self, Written};
use super::{CatalogueConfig, Config, Faults, LimitConfig, SessionConfig, Sources, account, admin, journal, storefront};
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// The fewest characters of the server's secret: 128 bits in base64.
const SECRET_LENGTH: usize = 22;

/// Checks all of it, and notes every fault.
pub(super) fn config(written: Written, sources: &Sources, faults: &mut Faults) -> Option<Config> {
    let names: BTreeSet<String> = written.accounts.keys().cloned().collect();
    if names.is_empty() {
        faults.add::<()>("accounts", "is empty: add [accounts.NAME] for each account at a provider");
    }
    if written.storefronts.is_empty() {
        faults.add::<()>("storefronts", "is empty: add [storefronts.NAME] for each shop");
    }
    let accounts = (written.accounts.into_iter())
        .filter_map(|(name, account)| {
            let key = format!("accounts.{name}");
            Some((name, account::check(&key, account, sources, faults)?))
        })
        .collect();
    let storefronts = (written.storefronts.into_iter())
        .map(|(name, shop)| {
            let key = format!("storefronts.{name}");
            (name, storefront::check(&key, shop, &names, sources, faults))
        })
        .collect();
    let listen = listen(written.server.listen.as_deref().unwrap_or("127.0.0.1:8800"), faults);
    let secret = server_secret(&written.server, sources, faults);
    let journal = journal::check(written.journal, written.journal_password_env, written.journal_password_file, sources, faults);
    let request = seconds("server.request_seconds", written.server.request_seconds, 30, 1..=120, faults);
    let stop = seconds("server.stop_seconds", written.server.stop_seconds, 75, 1..=600, faults);
    let sessions = sessions(&written.sessions, faults);
    let catalogue = catalogue(&written.catalogue, faults);
    let limits = limits(&written.limits, faults);
    let admin = admin::check(written.admin, sources, faults);
    let log = level(written.log.level.as_deref().unwrap_or("info"), faults);
    Some(Config {
        listen: listen?,
        secret: secret?,
        request: request?,
        stop: stop?,
        journal: journal?,
        sessions: sessions?,
        catalogue: catalogue?,
        limits: limits?,
        orders: order::Settings::default(),
        admin,
        log: log?,
        accounts,
        storefronts,
    })
}

fn listen(text: &str, faults: &mut Faults) -> Option<SocketAddr> {
    text.parse().ok().or_else(|| faults.add("server.listen", format!("{text:?} is no address: write it like 127.0.0.1:8800")))
}

fn server_secret(written: &written::Server, sources: &Sources, faults: &mut Faults) -> Option<SecretString> {
    let place = Place { key: "server.secret".to_owned(), env: written.secret_env.as_deref(), file: written.secret_file.as_deref() };
    let secret = place.read(sources, faults)?;
    if secret.expose_secret().len() < SECRET_LENGTH {
        return faults.add("server.secret", format!("is too short to be secret: at least {SECRET_LENGTH} random characters"));
    }
    Some(secret)
}

fn seconds(key: &str, written: Option<u64>, default: u64, range: std::ops::RangeInclusive<u64>, faults: &mut Faults) -> Option<Duration> {
    number(key, written, default, range, faults).map(Duration::from_secs)
}

fn number<T: Copy + PartialOrd + std::fmt::Display>(
    key: &str,
    written: Option<T>,
    default: T,
    range: std::ops::RangeInclusive<T>,
    faults: &mut Faults,
) -> Option<T> {
    let value = written.unwrap_or(default);
    if range.contains(&value) {
        return Some(value);
    }
    faults.add(key, format!("{value} is out of range: {} to {}", range.start(), range.end()))
}

fn sessions(written: &written::Sessions, faults: &mut Faults) -> Option<SessionConfig> {
    let idle = number("sessions.idle_minutes", written.idle_minutes, 15, 1..=60, faults);
    let total = number("sessions.total_minutes", written.total_minutes, 60, 1..=480, faults);
    let minutes = |count: u32| Duration::from_secs(u64::from(count) * 60);
    Some(SessionConfig { idle: minutes(idle?), total: minutes(total?) })
}

fn catalogue(written: &written::Catalogue, faults: &mut Faults) -> Option<CatalogueConfig> {
    let sim_cache = seconds("catalogue.sim_cache_seconds", written.sim_cache_seconds, 60, 0..=1200, faults);
    let provider = seconds("catalogue.provider_seconds", written.provider_seconds, 8, 1..=60, faults);
    let parallel_reads = number("catalogue.parallel_reads", written.parallel_reads, 6, 1..=64, faults);
    let shown = number("catalogue.shown_minutes", written.shown_minutes, 10, 1..=60, faults);
    let shown = shown.map(|minutes| Duration::from_secs(minutes * 60));
    Some(CatalogueConfig { sim_cache: sim_cache?, provider: provider?, parallel_reads: parallel_reads?, shown: shown? })
}

fn limits(written: &written::Limits, faults: &mut Faults) -> Option<LimitConfig> {
    let requests = number("limits.requests_per_minute", written.requests_per_minute, 120, 1..=60_000, faults);
    let burst = number("limits.request_burst", written.request_burst, 60, 1..=60_000, faults);
    let sessions = number("limits.sessions_per_minute", written.sessions_per_minute, 30, 1..=60_000, faults);
    let connections = number("limits.connections", written.connections, 10_000, 1..=1_000_000, faults);
    Some(LimitConfig {
        requests_per_minute: NonZeroU32::new(requests?)?,
        request_burst: NonZeroU32::new(burst?)?,
        sessions_per_minute: NonZeroU32::new(sessions?)?,
        connections: connections?,
    })
}

fn level(text: &str, faults: &mut Faults) -> Option<tracing::Level> {
    text.parse().ok().or_else(|| faults.add("log.level", format!("{text:?} is no level: write error, warn, info or debug")))
}
