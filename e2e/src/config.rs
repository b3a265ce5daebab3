//! The BFF's configuration for one stage: the example that is documented, at this stage's addresses. So the example is tested too.

use sandbox::Running;

const EXAMPLE: &str = include_str!("../../bff/bff.example.toml");

/// The configuration file, for a BFF on any free port and a page served from `origin`. Key and journal are beside the file.
pub(crate) fn text(origin: &str, sandbox: &Running) -> String {
    let connect = sandbox.connect_url();
    [
        ("127.0.0.1:8800", "127.0.0.1:0".to_owned()),
        ("http://127.0.0.1:8080", origin.to_owned()),
        ("http://127.0.0.1:8801", sandbox.pressone_url()),
        ("http://127.0.0.1:8802", connect.trim_end_matches("/connect-api").to_owned()),
        ("http://127.0.0.1:8803", sandbox.storefront_url()),
        ("../target/demo/", String::new()),
    ]
    .iter()
    .fold(EXAMPLE.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The secrets, which the BFF takes only from its environment.
pub(crate) fn secrets(sandbox: &Running) -> Vec<(String, String)> {
    [
        ("TOPUP_SERVER_SECRET", SERVER_SECRET.to_owned()),
        ("TOPUP_PRESSONE_SECRET", sandbox.pressone_credentials().client_secret),
        ("TOPUP_CONNECT_SECRET", sandbox.connect_credentials().client_secret),
        ("TOPUP_DEMO_HOOK_SECRET", sandbox.hook_secret().to_owned()),
    ]
    .map(|(name, secret)| (name.to_owned(), secret))
    .into()
}

/// Makes the SIM ids; must never reach the browser.
pub(crate) const SERVER_SECRET: &str = "a-secret-of-the-journeys-own-server";
