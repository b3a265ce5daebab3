//! Sandbox and BFF in this process, under the example configuration.

use crate::visitor::Visitor;
use bff::{Config, Running, Sources};
use sandbox::Sandbox;
use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tracing_subscriber::fmt::MakeWriter;

const EXAMPLE: &str = include_str!("../../bff.example.toml");

/// A secret of these tests, to be looked for in everything that leaves the BFF.
pub(crate) const SERVER_SECRET: &str = "canary-server-secret-0123456789";

/// The keys of the two operators.
pub(crate) const ALICE: &str = "canary-alices-key-0123456789";
pub(crate) const BOB: &str = "canary-bobs-key-0123456789";

/// Everything that was logged by any test, in the form that production logs have.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    tracing::subscriber::set_global_default(bff::log::subscriber(tracing::Level::DEBUG, log.clone())).expect("the first subscriber");
    log
});

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// One shop with its BFF.
pub(crate) struct Stage {
    pub(crate) sandbox: sandbox::Running,
    pub(crate) log: Log,
    pub(crate) folder: TempDir,
    pub(crate) base: String,
    /// Where operators are heard.
    pub(crate) admin: String,
    pub(crate) client: reqwest::Client,
    config: Config,
    pub(crate) running: Option<Running>,
    apart: Option<tokio::process::Child>,
}

fn addresses(running: &Running) -> (String, String) {
    let admin = running.admin_address().expect("the operators' side");
    (format!("http://{}", running.address()), format!("http://{admin}"))
}

impl Stage {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// With another configuration than the example's.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let log = LOG.clone();
        let sandbox = Sandbox::start(sandbox::Options::default()).await.expect("a sandbox");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("storefront.pem"), sandbox.public_key_pem()).expect("a key file");
        let mut config = Config::read(&sources(&sandbox, &folder)).expect("a good configuration");
        // The schedules of minutes and hours in seconds; nothing that a customer sees depends on their length.
        config.orders = order::Settings::default().hurried(20);
        change(&mut config);
        let running = bff::start(config.clone()).await.expect("the BFF starts");
        let (base, admin) = addresses(&running);
        Self { sandbox, log, folder, base, admin, client: reqwest::Client::new(), config, running: Some(running), apart: None }
    }

    /// With the BFF in a process of its own, as it ships. A write beyond its file size limit is an error to it, as on a full
    /// disk, and not the signal that would end it.
    pub(crate) async fn apart() -> Self {
        let log = LOG.clone();
        let sandbox = Sandbox::start(sandbox::Options::default()).await.expect("a sandbox");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("storefront.pem"), sandbox.public_key_pem()).expect("a key file");
        let sources = sources(&sandbox, &folder);
        std::fs::write(folder.path().join("bff.toml"), &sources.toml).expect("a configuration");
        let config = Config::read(&sources).expect("a good configuration");
        let mut child = tokio::process::Command::new("sh");
        child.args(["-c", "trap '' XFSZ; exec \"$0\" --config \"$1\"", env!("CARGO_BIN_EXE_bff")]).arg(folder.path().join("bff.toml"));
        let mut child = child.envs(&sources.environment).stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("the BFF starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its log")).lines();
        let ready = loop {
            let line = lines.next_line().await.expect("text").expect("it says that it is ready");
            let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            if line["message"] == "ready" {
                break line;
            }
        };
        // Read on, so that its log never waits for us.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let address = |field: &str| format!("http://{}", ready[field].as_str().expect("an address"));
        let (base, admin) = (address("address"), address("admin"));
        Self { sandbox, log, folder, base, admin, client: reqwest::Client::new(), config, running: None, apart: Some(child) }
    }

    /// From now on no file of the BFF may grow or be written beyond that many bytes; only for one that runs apart.
    pub(crate) async fn limit_files(&self, to: &str) {
        let process = self.apart.as_ref().and_then(tokio::process::Child::id).expect("a BFF of its own");
        let mut limit = tokio::process::Command::new("prlimit");
        let done = limit.args(["--pid", &process.to_string(), &format!("--fsize={to}:")]).status().await.expect("prlimit (util-linux)");
        assert!(done.success());
    }

    /// The page that the sandbox's shop serves: what browsers send as `Origin`.
    pub(crate) fn origin(&self) -> String {
        self.sandbox.storefront_url()
    }

    /// A token that the shop signs for that customer.
    pub(crate) async fn token(&self, customer: &str) -> String {
        let body = serde_json::json!({ "customer": customer });
        let url = format!("{}/storefront/session", self.sandbox.storefront_url());
        let reply: serde_json::Value = self.client.post(url).json(&body).send().await.expect("a reply").json().await.expect("JSON");
        reply["token"].as_str().expect("a token").to_owned()
    }

    /// That customer, with a session.
    pub(crate) async fn visitor(&self, customer: &str) -> Visitor<'_> {
        Visitor::arrive(self, &self.token(customer).await).await
    }

    /// Stops the BFF and starts it again on the same journal.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        let running = bff::start(self.config.clone()).await.expect("the BFF starts again");
        (self.base, self.admin) = addresses(&running);
        self.running = Some(running);
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }
}

fn sources(sandbox: &sandbox::Running, folder: &TempDir) -> Sources {
    let connect = sandbox.connect_url();
    let toml = [
        ("127.0.0.1:8800", "127.0.0.1:0".to_owned()),
        ("http://127.0.0.1:8801", sandbox.pressone_url()),
        ("http://127.0.0.1:8802", connect.trim_end_matches("/connect-api").to_owned()),
        ("http://127.0.0.1:8803", sandbox.storefront_url()),
        ("../target/demo/", String::new()),
        ("# [admin]", "[admin]".to_owned()),
        ("# listen = \"127.0.0.1:8805\"", "listen = \"127.0.0.1:0\"".to_owned()),
        ("# [admin.operators.", "[admin.operators.".to_owned()),
        ("# key_env = \"TOPUP_ADMIN_", "key_env = \"TOPUP_ADMIN_".to_owned()),
    ];
    let toml = toml.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| text.replace(from, to));
    let environment: BTreeMap<String, String> = [
        ("TOPUP_SERVER_SECRET", SERVER_SECRET.to_owned()),
        ("TOPUP_PRESSONE_SECRET", sandbox.pressone_credentials().client_secret),
        ("TOPUP_CONNECT_SECRET", sandbox.connect_credentials().client_secret),
        ("TOPUP_DEMO_HOOK_SECRET", sandbox.hook_secret().to_owned()),
        ("TOPUP_ADMIN_ALICE", ALICE.to_owned()),
        ("TOPUP_ADMIN_BOB", BOB.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    Sources { toml, folder: folder.path().to_path_buf(), environment }
}
