//! Who may decide about orders, and where they are listened to.

use super::secrets::Place;
use super::written::{Admin, Operator};
use super::{ConfigError, Faults, Sources};
use crate::operator::KeyHash;
use secrecy::ExposeSecret as _;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The fewest characters of an operator's key: 128 bits in base64.
const KEY_LENGTH: usize = 22;

/// What a missing address looks like.
const EXAMPLE: &str = "listen = \"127.0.0.1:8805\"";

/// The operators' side. `Debug` shows no key.
#[derive(Clone, Debug)]
pub struct AdminConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The hashes of the operators' keys, by name; no two are the same.
    pub operators: BTreeMap<String, KeyHash>,
}

/// Checks it; without `listen` there is no operators' side.
pub(super) fn check(written: Admin, sources: &Sources, faults: &mut Faults) -> Option<AdminConfig> {
    let Some(listen) = &written.listen else {
        if !written.operators.is_empty() {
            faults.required::<()>("admin.listen", None, EXAMPLE);
        }
        return None;
    };
    let listen = own(listen, written.allow_http, faults);
    let operators = operators(written.operators, sources, faults);
    Some(AdminConfig { listen: listen?, operators })
}

/// Where the running BFF hears its operators: what the `bff review` commands need of a configuration, without its secrets.
///
/// # Errors
/// When the file cannot be read, or has no such address.
pub(crate) fn address(sources: &Sources) -> Result<SocketAddr, ConfigError> {
    let mut faults = Faults::default();
    let listen = sources.read(&mut faults.0).and_then(|written| faults.required("admin.listen", written.admin.listen, EXAMPLE));
    let Some(listen) = listen else { return Err(ConfigError { faults: faults.0 }) };
    let address = parse(&listen).map_err(|text| ConfigError::one("admin.listen", text))?;
    let this_machine = match address.ip() {
        // Heard on every address of this machine, asked on its own.
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    Ok(SocketAddr::new(this_machine, address.port()))
}

fn parse(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("{text:?} is no address: write it like 127.0.0.1:8805"))
}

fn own(text: &str, allow_http: bool, faults: &mut Faults) -> Option<SocketAddr> {
    match parse(text) {
        Ok(address) if address.ip().is_loopback() || allow_http => Some(address),
        Ok(_) => faults.add("admin.listen", "is not this machine's own: operators' keys would travel in the clear; allow_http = true says that a proxy or network protects them"),
        Err(fault) => faults.add("admin.listen", fault),
    }
}

fn operators(written: BTreeMap<String, Operator>, sources: &Sources, faults: &mut Faults) -> BTreeMap<String, KeyHash> {
    if written.is_empty() {
        faults.add::<()>("admin.operators", "is empty: add [admin.operators.NAME] with key_env for each person");
    }
    let mut known: BTreeMap<String, KeyHash> = BTreeMap::new();
    for (name, operator) in written {
        let key = format!("admin.operators.{name}");
        let Some(hash) = hash(&key, &name, &operator, sources, faults) else { continue };
        // The engine asks for two people, and names that differ only in case are one.
        if let Some(other) = known.keys().find(|other| other.eq_ignore_ascii_case(&name)) {
            faults.add::<()>(&key, format!("is {other} in other letters: two people need two names"));
            continue;
        }
        // One key under two names would make one person two, and a second pair of eyes is what a resend needs.
        if let Some((other, _)) = known.iter().find(|(_, other)| **other == hash) {
            faults.add::<()>(&format!("{key}.key"), format!("is the key of {other} too: two people need two keys"));
            continue;
        }
        known.insert(name, hash);
    }
    known
}

fn hash(key: &str, name: &str, operator: &Operator, sources: &Sources, faults: &mut Faults) -> Option<KeyHash> {
    let named =
        (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    if !named {
        return faults.add(key, "is no name: 1 to 64 letters, digits, dots, dashes and underscores");
    }
    let place = Place { key: format!("{key}.key"), env: operator.key_env.as_deref(), file: operator.key_file.as_deref() };
    let secret = place.read(sources, faults)?;
    if secret.expose_secret().len() < KEY_LENGTH || !secret.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) {
        return faults.add(&format!("{key}.key"), format!("is no key: at least {KEY_LENGTH} random visible ASCII characters"));
    }
    Some(KeyHash::of(secret.expose_secret()))
}

#[cfg(test)]
#[path = "admin_tests.rs"]
mod tests;
