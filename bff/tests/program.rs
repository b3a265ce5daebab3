//! The program: what it says, and how it ends.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const EXAMPLE: &str = include_str!("../bff.example.toml");

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

/// The program on the example configuration in that folder, listening on that port.
fn bff(folder: &Path, port: u16, change: impl FnOnce(String) -> String) -> Command {
    let toml = change(EXAMPLE.replace("../target/demo/", "").replace("127.0.0.1:8800", &format!("127.0.0.1:{port}")));
    std::fs::write(folder.join("bff.toml"), toml).expect("a file");
    std::fs::write(folder.join("storefront.pem"), KEY).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_bff"));
    command.arg("--config").arg(folder.join("bff.toml"));
    command.env("TOPUP_SERVER_SECRET", "a-secret-of-the-programs-own-tests");
    command.env("TOPUP_PRESSONE_SECRET", "hush-one").env("TOPUP_CONNECT_SECRET", "hush-two");
    command.env("TOPUP_DEMO_HOOK_SECRET", "whsec_ZGVtby1ob29rLXNlY3JldC1vcGVucy1vbmx5LXRoZS1zYW5kYm94");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn texts(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn unchanged(toml: String) -> String {
    toml
}

#[test]
fn a_good_configuration_is_summed_up_without_its_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = bff(folder.path(), 0, unchanged).arg("--check-config").output().expect("it runs");
    let (stdout, stderr) = texts(&output);
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
    for said in ["listens on", "account pressone: PressOne", "account connect: Connect", "storefront demo", "demo-1 (EdDSA)"] {
        assert!(stdout.contains(said), "{said}: {stdout}");
    }
    assert!(!stdout.contains("hush") && !stdout.contains("a-secret"), "{stdout}");
    assert!(!folder.path().join("journal.sqlite").exists(), "checking starts nothing");
}

#[test]
fn a_bad_configuration_is_told_key_by_key_with_exit_code_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let bent = |toml: String| toml.replace("level = \"info\"", "level = \"loud\"").replace("kind = \"connect\"", "kind = \"conect\"");
    for check in [true, false] {
        let mut command = bff(folder.path(), 0, bent);
        command.env_remove("TOPUP_PRESSONE_SECRET");
        if check {
            command.arg("--check-config");
        }
        let output = command.output().expect("it runs");
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        for key in [
            "log.level: ",
            "accounts.connect.kind: ",
            "accounts.pressone.client_secret_env: the environment variable TOPUP_PRESSONE_SECRET",
        ] {
            assert!(stderr.contains(key), "{key}: {stderr}");
        }
    }
}

#[test]
fn a_port_in_use_is_one_line_that_names_the_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let output = bff(folder.path(), port, unchanged).output().expect("it runs");
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains("server.listen") && stderr.contains(&port.to_string()), "{stderr}");
}

#[test]
fn a_journal_that_is_none_is_one_line_that_names_the_key() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("journal.sqlite"), "this is no database, and long enough to be looked at as one".repeat(20))
        .expect("a file");
    let output = bff(folder.path(), 0, unchanged).output().expect("it runs");
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains("journal: "), "{stderr}");
}

#[test]
fn what_keeps_it_from_starting_is_one_line_that_names_the_key() {
    let operators = "listen = \"127.0.0.1:0\"\n[admin.operators.alice]\nkey_env = \"TOPUP_ADMIN_ALICE\"\n";
    for (from, to, code, said) in [
        ("journal = \"journal.sqlite\"", "journal = \"no/such/folder/journal.sqlite\"".to_owned(), 1, "journal: "),
        ("hook_secret_env = \"TOPUP_DEMO_HOOK_SECRET\"", String::new(), 2, "storefronts.demo.payment.hook_secret: is missing"),
        (
            "TOPUP_DEMO_HOOK_SECRET",
            "NOT_THERE".to_owned(),
            2,
            "storefronts.demo.payment.hook_secret_env: the environment variable NOT_THERE",
        ),
        (
            "[limits]",
            format!("[admin]\n{operators}\n[limits]"),
            2,
            "admin.operators.alice.key_env: the environment variable TOPUP_ADMIN_ALICE",
        ),
        ("[limits]", "[admin]\noperaters = 1\n\n[limits]".to_owned(), 2, "admin.operaters: there is no such key"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let changed = |toml: String| {
            assert!(toml.contains(from), "{from}");
            toml.replacen(from, &to, 1)
        };
        let output = bff(folder.path(), 0, changed).output().expect("it runs");
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        // What cannot be used is named under the file that it stands in.
        assert_eq!(stderr.lines().count(), usize::from(code == 2) + 1, "{stderr}");
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
}

#[test]
fn it_stops_on_sigterm_and_sigint_in_good_order() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = bff(folder.path(), 0, unchanged).spawn().expect("it runs");
        let mut log = String::new();
        until_ready(&mut child, &mut log);
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        let status = child.wait().expect("it ends");
        child.stdout.take().expect("its log").read_to_string(&mut log).expect("text");
        assert_eq!(status.code(), Some(0), "{log}");
        let last = log.lines().last().expect("a line");
        let last: serde_json::Value = serde_json::from_str(last).expect("JSON");
        assert_eq!((&last["message"], &last["level"]), (&"stopped".into(), &"INFO".into()));
    }
}

/// Reads the log, byte by byte so that nothing is taken that belongs to the caller, until it says that it is ready.
fn until_ready(child: &mut Child, log: &mut String) {
    let stdout = child.stdout.as_mut().expect("its log");
    let mut byte = [0_u8; 1];
    while !(log.contains("\"ready\"") && log.ends_with('\n')) {
        stdout.read_exact(&mut byte).unwrap_or_else(|error| panic!("it ended before it was ready: {error}: {log}"));
        log.push(char::from(byte[0]));
    }
}
