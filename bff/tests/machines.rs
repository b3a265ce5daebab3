//! Two processes on one database are one shop: judged by the sandbox's ledger.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use contract::{Offers, Order, Packages, PaymentStatus, PlaceOrder, Sims, Source};
use postgres_server::{Database, Server};
use reqwest::header::{AUTHORIZATION, ORIGIN};
use reqwest::{Method, RequestBuilder, StatusCode};
use sandbox::{Operation, Options, Player, Running, Sandbox};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const EXAMPLE: &str = include_str!("../bff.example.toml");

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

/// One machine.
struct Machine {
    process: Child,
    base: String,
}

impl Drop for Machine {
    fn drop(&mut self) {
        // It may have ended by itself, which is what a test then finds out by other means.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A shop, a database, and whatever machines a test starts.
struct Fleet {
    sandbox: Running,
    database: Database,
    folder: TempDir,
    client: reqwest::Client,
}

impl Fleet {
    async fn new() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.expect("a sandbox");
        let database = Server::shared().and_then(|server| server.database()).expect("a database");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("storefront.pem"), sandbox.public_key_pem()).expect("a key file");
        let connect = sandbox.connect_url();
        let toml = [
            ("127.0.0.1:8800", "127.0.0.1:0".to_owned()),
            ("http://127.0.0.1:8801", sandbox.pressone_url()),
            ("http://127.0.0.1:8802", connect.trim_end_matches("/connect-api").to_owned()),
            ("http://127.0.0.1:8803", sandbox.storefront_url()),
            // The only change that several machines take.
            ("../target/demo/journal.sqlite", database.url()),
            ("../target/demo/", String::new()),
        ];
        let toml = toml.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| text.replace(from, to));
        std::fs::write(folder.path().join("bff.toml"), toml).expect("a configuration");
        Self { sandbox, database, folder, client: reqwest::Client::new() }
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bff"));
        command.arg("--config").arg(self.folder.path().join("bff.toml"));
        command.env("TOPUP_SERVER_SECRET", "a-secret-of-the-programs-own-tests");
        command.env("TOPUP_PRESSONE_SECRET", self.sandbox.pressone_credentials().client_secret);
        command.env("TOPUP_CONNECT_SECRET", self.sandbox.connect_credentials().client_secret);
        command.env("TOPUP_DEMO_HOOK_SECRET", self.sandbox.hook_secret());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn machine(&self) -> Machine {
        let mut process = self.program().spawn().expect("it runs");
        let mut lines = BufReader::new(process.stdout.take().expect("its log")).lines();
        let ready = lines.by_ref().find_map(|line| {
            let line: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
            (line["message"] == "ready").then_some(line)
        });
        let base = format!("http://{}", ready.expect("it becomes ready")["address"].as_str().expect("an address"));
        // Read on, so that its log never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Machine { process, base }
    }

    fn request(&self, machine: &Machine, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", machine.base)).header(ORIGIN, self.sandbox.storefront_url())
    }

    async fn session(&self, machine: &Machine, token: &str) -> reqwest::Response {
        self.request(machine, Method::POST, "/v1/session").json(&json!({ "token": token })).send().await.expect("an answer")
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, machine: &Machine, handle: &str, path: &str) -> T {
        let reply = self.request(machine, Method::GET, path).header(AUTHORIZATION, format!("Bearer {handle}")).send().await;
        reply.expect("an answer").error_for_status().expect("granted").json().await.expect("the contract's shape")
    }

    async fn place(&self, machine: &Machine, handle: &str, key: &str, intent: &PlaceOrder) -> Order {
        let request = self.request(machine, Method::POST, "/v1/orders").header(AUTHORIZATION, format!("Bearer {handle}"));
        let reply = request.header("idempotency-key", key).json(intent).send().await.expect("an answer");
        reply.error_for_status().expect("taken").json().await.expect("the contract's shape")
    }

    /// What a customer would order at one machine.
    async fn intent(&self, machine: &Machine, handle: &str) -> PlaceOrder {
        let sims: Sims = self.get(machine, handle, "/v1/sims").await;
        let sim = sims.sims.into_iter().find(|sim| sim.iccid.as_str() == SIM).expect("the SIM");
        let offers: Offers = self.get(machine, handle, &format!("/v1/sims/{}/offers", sim.id)).await;
        let offer = offers.offers.into_iter().find(|offer| offer.id.as_str() == PACKAGE).expect("the package");
        PlaceOrder { sim: sim.id, offer: offer.id, price: offer.price, payment_reference: None }
    }

    async fn follow(&self, machine: &Machine, handle: &str, mut order: Order) -> Order {
        let deadline = Instant::now() + Duration::from_secs(120);
        while order.payment != PaymentStatus::Charged {
            assert!(Instant::now() < deadline, "waited in vain: {order:?}");
            let path = format!("/v1/orders/{}?after={}&wait=20", order.id, order.version);
            order = self.get(machine, handle, &path).await;
        }
        order
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_machines_on_one_database_are_one_shop() {
    let fleet = Fleet::new().await;
    let (one, two) = (fleet.machine(), fleet.machine());
    let token = fleet.sandbox.session_token("mara", None).expect("a token");
    let session: Value = fleet.session(&one, &token).await.error_for_status().expect("granted").json().await.expect("JSON");
    let handle = session["handle"].as_str().expect("a handle");
    assert_eq!(fleet.session(&two, &token).await.status(), StatusCode::UNAUTHORIZED, "a token opens one session, wherever");
    let intent = fleet.intent(&one, handle).await;
    assert_eq!(fleet.intent(&two, handle).await, intent, "the session is the same at both");
    let key = "the-key-of-this-very-test";
    let (first, second) = tokio::join!(fleet.place(&one, handle, key, &intent), fleet.place(&two, handle, key, &intent));
    assert_eq!(first.id, second.id);
    let (seen, there) = tokio::join!(fleet.follow(&one, handle, first.clone()), fleet.follow(&two, handle, first.clone()));
    assert_eq!(seen, there);
    let path = format!("/v1/sims/{}/packages", intent.sim);
    let (here, there): (Packages, Packages) = tokio::join!(fleet.get(&one, handle, &path), fleet.get(&two, handle, &path));
    for packages in [&here, &there] {
        let ours = packages.packages.iter().filter(|package| package.order == Some(first.id.clone())).count();
        assert_eq!(ours, 1, "{packages:?}");
    }
    assert!(here.packages.iter().chain(&there.packages).any(|package| package.source == Source::Provider));
    let ledger = fleet.sandbox.ledger();
    let calls = |operation| ledger.requests_for(Player::Pressone, operation).len();
    assert_eq!((calls(Operation::Submit), ledger.topups_for(SIM).len()), (1, 1));
    assert_eq!(calls(Operation::History), 1, "one in fifteen minutes, of all machines together");
    assert_eq!(calls(Operation::Token), 1, "one token for all machines");
    let sealed = fleet.database.sql("SELECT encode(sealed, 'escape') FROM provider_token WHERE account = 'pressone'").expect("rows");
    assert!(!sealed.is_empty() && !sealed.contains("eyJ"), "no token lies open: {sealed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_dies_takes_no_order_along() {
    let fleet = Fleet::new().await;
    let one = fleet.machine();
    let token = fleet.sandbox.session_token("mara", None).expect("a token");
    let session: Value = fleet.session(&one, &token).await.error_for_status().expect("granted").json().await.expect("JSON");
    let handle = session["handle"].as_str().expect("a handle");
    let intent = fleet.intent(&one, handle).await;
    let placed = fleet.place(&one, handle, "the-key-of-this-very-test", &intent).await;
    let done = fleet.follow(&one, handle, placed).await;
    // Killed, and another takes its place: sessions and orders are where they were.
    drop(one);
    let two = fleet.machine();
    let seen: Order = fleet.get(&two, handle, &format!("/v1/orders/{}", done.id)).await;
    assert_eq!(seen, done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_be_used_is_one_line_that_names_the_key() {
    let fleet = Fleet::new().await;
    for (url, told) in [
        (fleet.database.url_as("postgres"), "superuser"),
        (fleet.database.url_as("nobody"), "does not exist"),
        ("postgres://topup@127.0.0.1:1/topup".to_owned(), "cannot be entered"),
    ] {
        let output = fleet.program().env("TOPUP_BFF__JOURNAL", url).output().expect("it runs");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.contains("journal: postgres://") && stderr.contains(told), "{stderr}");
    }
}
