//! The ports of the demo, all on 127.0.0.1. Trunk.toml names two of them: the BFF's and the storefront's.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

pub(super) const BFF: u16 = 8800;
pub(super) const PRESSONE: u16 = 8801;
pub(super) const CONNECT: u16 = 8802;
pub(super) const STOREFRONT: u16 = 8803;
pub(super) const CONTROL: u16 = 8804;

/// A URL on one of our ports.
pub(super) fn url(port: u16, path: &str) -> String {
    format!("http://127.0.0.1:{port}{path}")
}

/// Fails with the ports that another program holds, before anything is built or started.
pub(super) fn free(page: u16) -> Result<()> {
    let ours = [
        (page, "the page"),
        (BFF, "the BFF"),
        (PRESSONE, "the sandbox's PressOne"),
        (CONNECT, "the sandbox's Connect"),
        (STOREFRONT, "the sandbox's storefront"),
        (CONTROL, "the sandbox's control API"),
    ];
    let taken: Vec<_> = ours
        .into_iter()
        .filter(|(port, _)| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_err())
        .map(|(port, whose)| format!("{port} (for {whose})"))
        .collect();
    if !taken.is_empty() {
        bail!(
            "in use by another program: port {}. Stop it (is another demo running?){}",
            taken.join(", "),
            if taken.iter().any(|port| port.ends_with("page)")) { ", or choose another for the page with --port" } else { "" }
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_named_with_what_it_was_for() {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        let error = free(port).unwrap_err().to_string();
        assert!(error.contains(&format!("{port} (for the page)")), "{error}");
        assert!(error.contains("--port"), "{error}");
    }
}
