//! The engines that the widget promises to run in, and what each wants of whoever drives it.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

/// A browser engine, each through its own WebDriver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium: Chrome, Edge, Android.
    Chromium,
    /// Gecko: Firefox.
    Firefox,
    /// `WebKit`: Safari, and everything on an iPhone. Here as GTK has it.
    WebKit,
}

/// Chromium without its own conversation with the world, and without a sandbox that root can't have.
const CHROMIUM: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--lang=en-GB",
];

/// Where Debian has the browser that WebKit's driver drives.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

impl Engine {
    /// The driver's program: the one that the environment names, or the one on the search path.
    pub(crate) fn driver(self) -> OsString {
        let (variable, name) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKITDRIVER", "WebKitWebDriver"),
        };
        env::var_os(variable).unwrap_or_else(|| OsString::from(name))
    }

    /// What the driver says before the port that it has chosen. `None`: it has to be told one, and says nothing.
    pub(crate) const fn port_mark(self) -> Option<&'static str> {
        match self {
            Self::Chromium => Some("started successfully on port "),
            Self::Firefox => Some("Listening on 127.0.0.1:"),
            Self::WebKit => None,
        }
    }

    /// What the driver is started with, 0 where it chooses a port itself.
    pub(crate) fn arguments(self, port: u16) -> Vec<String> {
        let mut arguments = vec![format!("--port={port}")];
        if self == Self::Firefox {
            // Otherwise each wants the same one for a protocol that nobody here speaks.
            arguments.push("--websocket-port=0".to_owned());
        }
        arguments
    }

    /// Whether it needs a screen.
    pub(crate) const fn needs_a_screen(self) -> bool {
        matches!(self, Self::WebKit)
    }

    /// Whether its driver finds what is in a closed shadow root.
    #[must_use]
    pub const fn sees_closed_roots(self) -> bool {
        !matches!(self, Self::WebKit)
    }

    /// What a session asks for.
    pub(crate) fn capabilities(self, profile: &Path) -> Capabilities {
        let (name, options) = match self {
            Self::Chromium => {
                let profile = format!("--user-data-dir={}", profile.display());
                let arguments: Vec<_> = CHROMIUM.into_iter().chain([profile.as_str()]).collect();
                ("goog:chromeOptions", with_binary("CHROME", json!({ "args": arguments })))
            }
            // It makes a profile of its own.
            Self::Firefox => ("moz:firefoxOptions", with_binary("FIREFOX", json!({ "args": ["-headless"] }))),
            Self::WebKit => {
                let binary = env::var("WEBKIT").unwrap_or_else(|_| MINI_BROWSER.to_owned());
                ("webkitgtk:browserOptions", json!({ "binary": binary, "args": ["--automation"] }))
            }
        };
        Capabilities::from_iter([(name.to_owned(), options)])
    }
}

fn with_binary(variable: &str, mut options: Value) -> Value {
    if let (Ok(binary), Some(options)) = (env::var(variable), options.as_object_mut()) {
        options.insert("binary".to_owned(), binary.into());
    }
    options
}
