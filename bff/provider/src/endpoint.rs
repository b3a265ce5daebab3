//! Where a provider's calls go.

use crate::config::ConfigError;
use reqwest::Url;
use std::net::IpAddr;

/// Base URL and path prefix of a provider, checked once.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    root: Url,
}

impl Endpoint {
    /// Checks base URL and path prefix.
    pub(crate) fn new(base_url: &str, path_prefix: &str, allow_http: bool) -> Result<Self, ConfigError> {
        let base = checked("base_url", base_url, allow_http)?;
        if base.query().is_some() || base.fragment().is_some() {
            return Err(ConfigError::new("base_url", "must end with the path; the rest is added to each call"));
        }
        let prefix = path_prefix.trim_matches('/');
        if !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte)) {
            return Err(ConfigError::new("path_prefix", "must be a plain path such as /v2"));
        }
        let root = [base.as_str().trim_end_matches('/'), prefix].join("/");
        Ok(Self { root: checked("path_prefix", root.trim_end_matches('/'), allow_http)? })
    }

    /// The address of a resource; each segment is percent-encoded.
    pub(crate) fn at<'segment>(&self, segments: impl IntoIterator<Item = &'segment str>) -> Url {
        let mut url = self.root.clone();
        // Only a URL that cannot be a base (`data:`) has no segments, and `checked` lets none of those in.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

/// Parses an address that secrets will be sent to.
pub(crate) fn checked(key: &'static str, text: &str, allow_http: bool) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|error| ConfigError::new(key, format!("is no URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ConfigError::new(key, "must not hold a user name or password"));
    }
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback || allow_http => Ok(url),
        "http" => Err(ConfigError::new(key, "must use https, because credentials travel there; set allow_http only on a private network")),
        _ => Err(ConfigError::new(key, "must start with https://")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_prefix_and_segments_become_one_address() {
        for (base, prefix) in [("https://a.test", "/customer/v2"), ("https://a.test/", "customer/v2/"), ("https://a.test/customer", "v2")] {
            let url = Endpoint::new(base, prefix, false).unwrap().at(["sims", "89", "topups"]);
            assert_eq!(url.as_str(), "https://a.test/customer/v2/sims/89/topups");
        }
        let plain = Endpoint::new("https://a.test", "", false).unwrap();
        assert_eq!(plain.at(["orders"]).as_str(), "https://a.test/orders");
    }

    #[test]
    fn a_segment_cannot_leave_its_place() {
        let endpoint = Endpoint::new("https://a.test/connect-api", "/v2", false).unwrap();
        assert_eq!(endpoint.at(["orders", "a/../b?c=d#e"]).as_str(), "https://a.test/connect-api/v2/orders/a%2F..%2Fb%3Fc=d%23e");
    }

    #[test]
    fn secrets_never_travel_in_the_clear_to_another_machine() {
        for (url, allow_http, good) in [
            ("https://a.test", false, true),
            ("http://127.0.0.1:8801", false, true),
            ("http://localhost:8801", false, true),
            ("http://[::1]:8801", false, true),
            ("http://a.test", false, false),
            ("http://127.evil.test", false, false),
            ("http://sandbox:8801", true, true),
            ("ftp://a.test", true, false),
            ("https://user:word@a.test", false, false),
            ("nonsense", false, false),
        ] {
            assert_eq!(checked("base_url", url, allow_http).is_ok(), good, "{url}");
        }
    }
}
